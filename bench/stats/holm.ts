/**
 * Holm's correction for many tests at once.
 * @module
 */

/**
 * Level at which adjusted p-values of Student's are read in a family of several. Corrected tests live in his
 * distribution's tails, where the skew of few seeds counts most: with that of measured differences, 3 % keep the
 * chance of any false rejection at 5 % where 5 % would make it 6 to 7 % (simulated by `deno task rules`).
 */
export const FAMILY_LEVEL = 0.03;

/**
 * p-values adjusted by Holm's step-down procedure: rejecting where the adjusted p is at most α keeps the
 * chance of any false rejection among all tests at α, whatever their dependence (Holm 1979).
 *
 * @param pValues One per test. shape: [D].
 * @returns Adjusted p-values in the same order. shape: [D].
 * @throws {RangeError} if one is not a probability, naming its index.
 *
 * @example
 * ```ts
 * import { holm } from "./holm.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual([...holm([0.01, 0.04, 0.03])].map((p) => p.toFixed(2)), ["0.03", "0.06", "0.06"]);
 * ```
 */
export function holm(pValues: ArrayLike<number>): Float64Array {
  const count = pValues.length;
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const p = pValues[i] as number;
    if (!(p >= 0 && p <= 1)) throw new RangeError(`p-value ${i} is ${p}: it must be from 0 to 1`);
    order[i] = i;
  }
  order.sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = new Float64Array(count);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (count - rank) * (pValues[index] as number)));
    adjusted[index] = largest;
  }
  return adjusted;
}

/**
 * {@linkcode holm} within each family, such as a column of a scorecard: its readers look for any effect there.
 *
 * @returns The adjusted p of each item.
 */
export function holmByFamily<Item>(
  items: readonly Item[],
  { family, p }: { readonly family: (item: Item) => string; readonly p: (item: Item) => number },
): Map<Item, number> {
  const families = new Map<string, Item[]>();
  for (const item of items) {
    const name = family(item);
    families.set(name, [...families.get(name) ?? [], item]);
  }
  return new Map([...families.values()].flatMap((members) => {
    const adjusted = holm(members.map(p));
    return members.map((member, i) => [member, adjusted[i] as number] as const);
  }));
}
