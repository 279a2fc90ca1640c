/**
 * Is the mean gradient right.
 * @module
 */
import { FAMILY_ERROR_RATE, unbiasedness, type UnbiasednessRow } from "./rows.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { formatNumber, listing, plural } from "../../look/format.ts";
import type { Inlines } from "../../page/blocks.ts";
import type { Section } from "../section.ts";

/** Tests of the mean gradient. */
export const unbiasednessSection: Section = {
  experiment: "unbiasedness",
  title: "Unbiasedness",
  question: "Is every estimator's mean gradient right, and would the test notice if it were not?",
  inBrief(records) {
    const tests = unbiasedness(records).tests.filter(({ control }) => control === "");
    const biased = tests.filter(({ rejected }) => rejected).length;
    if (tests.length === 0) return undefined;
    return biased === 0
      ? `no bias found in ${plural(tests.length, "test")}`
      : `bias found in ${biased} of ${plural(tests.length, "test")}`;
  },
  findings(records) {
    const { tests } = unbiasedness(records);
    const real = verdictsBy(tests.filter(({ control }) => control === ""), ({ estimator }) => estimator);
    const controls = verdictsBy(tests.filter(({ control }) => control !== ""), ({ control }) => control);
    const label = (list: readonly string[]) => listing(list.map((name) => estimatorStyle(name).label));
    const words = (list: readonly string[]) => listing(list.map((name) => name.replaceAll("-", " ")));
    const bias = Math.max(...tests.map(({ detectableBias }) => detectableBias));
    const sentences: Inlines[] = [
      [`No bias was found for ${label(real.passed)}.`],
      [`A bias was found for ${label(real.rejected)}.`],
      [`Negative controls that were found biased, as they must be: ${words(controls.rejected)}.`],
      [`Negative controls that the test missed: ${words(controls.passed)}.`],
    ].filter((_, i) => [real.passed, real.rejected, controls.rejected, controls.passed][i]?.length !== 0);
    if (tests.length > 0) {
      sentences.push([
        `The ${
          plural(tests.length, "test")
        } together call an unbiased estimator biased with probability at most ` +
        `${FAMILY_ERROR_RATE}; each finds a bias of ${
          formatNumber(bias, 2)
        } standard deviations of one gradient ` +
        `in any coordinate with probability ${tests[0]?.power}.`,
      ]);
    }
    return sentences;
  },
};

/** Names with a rejected test, and names without. */
function verdictsBy(
  tests: readonly UnbiasednessRow[],
  nameOf: (row: UnbiasednessRow) => string,
): { passed: string[]; rejected: string[] } {
  const names = [...new Set(tests.map(nameOf))].sort(compareEstimators);
  const isRejected = (name: string) => tests.some((row) => nameOf(row) === name && row.rejected);
  return { passed: names.filter((name) => !isRejected(name)), rejected: names.filter(isRejected) };
}
