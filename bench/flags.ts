/**
 * Kinds of flags: how the text after a flag becomes a value, or one line that says what was wanted.
 * @module
 */
import { nearestName } from "./nearest.ts";

/** A command line that cannot be run as written: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** One flag: how the help shows it, and how its texts become a value. */
export interface Flag<T> {
  /** What the flag is for, one line of the help. */
  readonly help: string;
  /** What stands for the value in the help, e.g. `DIR`; a switch has none. */
  readonly placeholder?: string;
  /** What is taken where the flag is not given, as the help shows it. */
  readonly fallback?: string;
  /** The values that there are, for a shell to complete. @default any */
  readonly choices?: readonly string[];
  /** Whether the flag may be given more than once. @default false */
  readonly repeats?: boolean;
  /**
   * The value of the texts that were given, in their order; of none where the flag was not.
   *
   * @throws {UsageError} for a text that is not a value.
   */
  read(texts: readonly string[], flag: string): T;
}

/** What the help says of a flag that takes a value, and what is taken without it. */
export interface FlagOptions<D> {
  readonly help: string;
  readonly placeholder: string;
  /** @default undefined: the flag need not be given */
  readonly default?: D;
}

/** A flag without a value: given or not. */
export function toggle(help: string): Flag<boolean> {
  return { help, read: (texts) => texts.length > 0 };
}

/** Text that is not empty, e.g. the path of a folder. */
export function text<D extends string | undefined = undefined>(options: FlagOptions<D>): Flag<string | D> {
  return withValue(options, (value) => value);
}

/** Paths, one a flag. */
export function paths(options: FlagOptions<undefined>): Flag<readonly string[]> {
  const { read: _read, ...shown } = text(options);
  return {
    ...shown,
    repeats: true,
    read(texts, flag) {
      if (texts.some((path) => path.trim() === "")) {
        throw new UsageError(`${flag} is empty; wanted ${options.placeholder}`);
      }
      return texts;
    },
  };
}

/** One of some names. */
export function choice<N extends string, D extends N | undefined = undefined>(
  names: readonly N[],
  options: FlagOptions<D>,
): Flag<N | D> {
  const flag = withValue(options, (value, flag) => {
    const name = names.find((each) => each === value);
    if (name !== undefined) return name;
    throw new UsageError(`${flag} is ${nearestName(value, names)}`);
  });
  return { ...flag, choices: names };
}

/** A whole number of at least `least`. */
export function wholeNumber<D extends number | undefined = undefined>(
  { least, ...options }: FlagOptions<D> & { readonly least: number },
): Flag<number | D> {
  return withValue(options, (value, flag) => readWholeNumber(value, flag, least));
}

/** Different whole numbers of at least `least`, separated by commas. */
export function wholeNumbers<D extends readonly number[] | undefined = undefined>(
  { least, ...options }: FlagOptions<D> & { readonly least: number },
): Flag<readonly number[] | D> {
  return withValue(options, (value, flag) => {
    const numbers = value.split(",").map((part) => readWholeNumber(part.trim(), flag, least));
    if (new Set(numbers).size === numbers.length) return numbers;
    throw new UsageError(
      `${flag} is ${JSON.stringify(value)}; wanted different numbers, separated by commas`,
    );
  });
}

/** A finite number in an open range. */
export function number<D extends number | undefined = undefined>(
  { above, below, from, ...options }: FlagOptions<D> & {
    readonly above?: number;
    readonly from?: number;
    readonly below?: number;
  },
): Flag<number | D> {
  const bounds = [
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(from === undefined ? [] : [`of at least ${from}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return withValue(options, (value, flag) => {
    const parsed = value.trim() === "" ? NaN : Number(value);
    const inside = parsed > (above ?? -Infinity) && parsed >= (from ?? -Infinity) &&
      parsed < (below ?? Infinity);
    if (inside && Number.isFinite(parsed)) return parsed;
    throw new UsageError(`${flag} is ${JSON.stringify(value)}; wanted a number ${bounds.join(" and ")}`);
  });
}

/** Different names, separated by commas, or one flag each where it repeats. */
export function names<D extends readonly string[] | undefined = undefined>(
  { repeats = false, oneOf, ...options }: FlagOptions<D> & {
    readonly repeats?: boolean;
    /** The known names. @default any */
    readonly oneOf?: readonly string[];
  },
): Flag<readonly string[] | D> {
  const { read: _read, ...shown } = withValue(options, (value) => [value]);
  return {
    ...shown,
    repeats,
    read(texts, flag) {
      if (texts.length === 0) return options.default as D;
      const all = texts.flatMap((value) => value.split(",")).map((name) => name.trim());
      if (all.includes("") || new Set(all).size < all.length) {
        throw new UsageError(
          `${flag} is ${JSON.stringify(texts.join(","))}; wanted different names, separated by commas`,
        );
      }
      const unknown = all.find((name) => oneOf !== undefined && !oneOf.includes(name));
      if (unknown !== undefined) throw new UsageError(`${flag} is ${nearestName(unknown, oneOf!)}`);
      return all;
    },
  };
}

function withValue<T, D>(
  { help, placeholder, default: fallback }: FlagOptions<D>,
  parse: (value: string, flag: string) => T,
): Flag<T | D> {
  return {
    help,
    placeholder,
    ...(fallback === undefined ? {} : { fallback: String(fallback) }),
    read([value], flag) {
      if (value === undefined) return fallback as D;
      if (value.trim() === "") throw new UsageError(`${flag} is empty; wanted ${placeholder}`);
      return parse(value, flag);
    },
  };
}

function readWholeNumber(value: string, flag: string, least: number): number {
  const parsed = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(parsed) && parsed >= least) return parsed;
  throw new UsageError(`${flag} is ${JSON.stringify(value)}; wanted a whole number of at least ${least}`);
}
