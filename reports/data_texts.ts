/**
 * Texts in the CSV files of the data.
 * @module
 */
import { csvFormatRow } from "d3-dsv";
import { sum } from "../bench/stats/mod.ts";
import type { Metric } from "../bench/store/mod.ts";

/** A metric's columns from `metric` to `at`; two metrics of one text are of one place. */
export function placeText({ name, unit, layer = "", block = "", at }: Metric): string {
  const key = `${name}\n${unit}\n${layer}\n${block}`;
  const known = places.get(at ?? NOWHERE) ?? new Map<string, string>();
  places.set(at ?? NOWHERE, known);
  const found = known.get(key);
  if (found !== undefined) return found;
  const where = at === undefined ? "" : JSON.stringify(at);
  const text = csvFormatRow([name, unit, layer, block, where].map(plainText));
  known.set(key, text);
  return text;
}

/** Escaped once: records of many seeds share the places of their metrics. */
const places = new WeakMap<object, Map<string, string>>();
const NOWHERE = {};

/** Lists shorter than this sort faster by insertion into an existing list. */
const FEW = 32;
const few = new Float64Array(FEW);

/** Mean and median; of one value, itself. */
export function middles(values: readonly number[]): string {
  const count = values.length;
  if (count === 0) return ",";
  if (count === 1) return `${values[0]},${values[0]}`;
  const sorted = count < FEW ? insertionSorted(values) : new Float64Array(values).sort();
  const [below, above] = [sorted[(count - 1) >> 1] as number, sorted[count >> 1] as number];
  return `${sum(values) / count},${below === above ? below : below + 0.5 * (above - below)}`;
}

/** The values in order, in a list that the next call overwrites. */
function insertionSorted(values: readonly number[]): Float64Array {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    let place = i;
    for (; place > 0 && (few[place - 1] as number) > value; place--) few[place] = few[place - 1] as number;
    few[place] = value;
  }
  return few;
}

/** A spreadsheet takes what begins like this for a formula and would run it; an apostrophe makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

/** A text that no spreadsheet takes for a formula. */
export function plainText(field: string): string {
  return FORMULA.test(field) && !Number.isFinite(Number(field)) ? `'${field}` : field;
}
