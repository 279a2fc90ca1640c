/**
 * Budgets: how long an experiment's cell may run, in the currency that a comparison is to be equal in.
 * @module
 */
import { closest, distance } from "fastest-levenshtein";

/** What a budget counts. `time` is in milliseconds. */
export type BudgetKind = "steps" | "time" | "flops" | "samples";

/** A budget: a kind and its limit. */
export interface Budget {
  /** What is counted. */
  readonly kind: BudgetKind;
  /** Steps, milliseconds, floating-point operations, or samples. */
  readonly limit: number;
}

const KINDS: readonly BudgetKind[] = ["steps", "time", "flops", "samples"];
const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, min: 6e4, m: 6e4, h: 36e5, d: 864e5 };
const COUNT_FACTORS: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };
const QUANTITY = /(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)([a-z]*)/giy;

/**
 * Parses `steps:1000`, `time:1h30m`, `time:500ms`, `flops:2e12` (or `2T`), `samples:50k`.
 *
 * @throws {RangeError} for an unknown kind or unit (naming the nearest), and a limit that is not positive,
 * not a number, or not whole where whole things are counted.
 *
 * @example
 * ```ts
 * import { parseBudget } from "./budget.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseBudget("time:1h30m"), { kind: "time", limit: 5_400_000 });
 * assert.deepEqual(parseBudget("flops:2e12"), { kind: "flops", limit: 2e12 });
 * ```
 */
export function parseBudget(text: string): Budget {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text.trim() : text.slice(0, colon).trim();
  const kind = KINDS.find((each) => each === name);
  if (kind === undefined) {
    throw new RangeError(
      `budget "${text}": unknown kind "${name}", did you mean "${closest(name, KINDS)}"? (one of ${
        KINDS.join(", ")
      })`,
    );
  }
  const value = text.slice(colon + 1).trim();
  if (colon < 0 || value === "") {
    throw new RangeError(`budget "${text}" has no limit: write for example ${EXAMPLES[kind]}`);
  }
  const limit = kind === "time" ? parseTime(value, text) : parseCount(value, text, kind);
  if (!(limit > 0 && limit < Infinity)) {
    throw new RangeError(`budget "${text}": the limit is ${limit}, it must be positive and finite`);
  }
  if ((kind === "steps" || kind === "samples") && !Number.isInteger(limit)) {
    throw new RangeError(`budget "${text}": ${limit} ${kind}, they must be whole`);
  }
  return { kind, limit };
}

const EXAMPLES: Readonly<Record<BudgetKind, string>> = {
  steps: "steps:1000",
  time: "time:60s",
  flops: "flops:2e12",
  samples: "samples:50000",
};

function parseCount(value: string, text: string, kind: BudgetKind): number {
  const [number, unit] = split(value, text, kind)[0] ?? [NaN, ""];
  return number * factor(unit, COUNT_FACTORS, text);
}

function parseTime(value: string, text: string): number {
  return split(value, text, "time").reduce((total, [number, unit]) => {
    if (unit === "") {
      throw new RangeError(`budget "${text}": ${number} of what? write for example time:${number}s`);
    }
    return total + number * factor(unit, MILLISECONDS, text);
  }, 0);
}

/** The numbers and units that a value consists of; several only for a time. */
function split(value: string, text: string, kind: BudgetKind): [number: number, unit: string][] {
  const parts = [...value.replaceAll("_", "").matchAll(QUANTITY)];
  const matched = parts.reduce((length, [part]) => length + part.length, 0);
  if (matched !== value.replaceAll("_", "").length || (parts.length !== 1 && kind !== "time")) {
    throw new RangeError(
      `budget "${text}": "${value}" is not a positive number: write for example ${EXAMPLES[kind]}`,
    );
  }
  return parts.map(([, number, unit]) => [Number(number), unit as string]);
}

function factor(unit: string, factors: Readonly<Record<string, number>>, text: string): number {
  if (Object.hasOwn(factors, unit)) return factors[unit] as number;
  const units = Object.keys(factors).filter((each) => each !== "");
  // Letters of the wrong case are nearer than any other letters.
  const near = units.find((each) => each.toLowerCase() === unit.toLowerCase()) ??
    units.toSorted((a, b) => distance(a, unit) - distance(b, unit))[0];
  throw new RangeError(
    `budget "${text}": unknown unit "${unit}", did you mean "${near}"? (one of ${units.join(", ")})`,
  );
}
