/**
 * Things known by name: models, data sets.
 * @module
 */
import { didYouMean } from "../estimators/did_you_mean.ts";

/** Entries by name, in the order of their registration. */
export class Registry<Entry extends { readonly name: string }> {
  readonly #kind: string;
  readonly #entries = new Map<string, Entry>();

  /**
   * A registry with its first entries.
   *
   * @param kind what an entry is, in errors: `model`, `data set`
   * @throws {RangeError} as {@linkcode Registry.register} does.
   */
  constructor(kind: string, entries: readonly Entry[] = []) {
    this.#kind = kind;
    for (const entry of entries) this.register(entry);
  }

  /**
   * Makes an entry known by its name.
   *
   * @throws {RangeError} if the name is taken, empty, not lower-case words joined by hyphens, or one that every
   * object has, which chart libraries take for a field.
   */
  register(entry: Entry): void {
    const { name } = entry;
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
      throw new RangeError(
        `${this.#kind} name ${JSON.stringify(name)}: wanted lower-case words joined by hyphens`,
      );
    }
    if (name in {}) {
      throw new RangeError(
        `${this.#kind} name ${JSON.stringify(name)}: every object of the language has it; choose another`,
      );
    }
    if (this.#entries.has(name)) {
      throw new RangeError(`${this.#kind} ${JSON.stringify(name)} is registered already`);
    }
    this.#entries.set(name, entry);
  }

  /**
   * The entry of a name.
   *
   * @throws {RangeError} if there is none, with the registered names and the nearest one.
   */
  get(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    const names = this.names();
    const known = names.length === 0 ? "none is registered" : `registered: ${names.join(", ")}`;
    throw new RangeError(
      `unknown ${this.#kind} ${JSON.stringify(name)}${didYouMean(name, names)} (${known})`,
    );
  }

  /** Whether there is an entry of the name. */
  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** All names, in the order of registration. */
  names(): string[] {
    return [...this.#entries.keys()];
  }
}
