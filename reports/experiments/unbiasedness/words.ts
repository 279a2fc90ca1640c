/**
 * Is the mean gradient right.
 * @module
 */
import { formatNumber, listing, plural } from "../../look/format.ts";
import { compareSeries, seriesLabel } from "../../look/series.ts";
import type { Inlines } from "../../page/blocks.ts";
import { controlLabel, FAMILY_ERROR_RATE, type UnbiasednessRow, type UnbiasednessRows } from "./rows.ts";

/** How many tests found a bias. */
export function unbiasednessInBrief({ tests: all }: UnbiasednessRows): string | undefined {
  const tests = all.filter(({ control }) => control === "");
  const biased = tests.filter(({ rejected }) => rejected).length;
  if (tests.length === 0) return undefined;
  return biased === 0
    ? `no bias found in ${plural(tests.length, "test")}`
    : `bias found in ${biased} of ${plural(tests.length, "test")}`;
}

/** Estimators and negative controls by what their tests found, and what the tests can find. */
export function unbiasednessFindings({ tests }: UnbiasednessRows): Inlines[] {
  const real = outcomesOf(tests.filter(({ control }) => control === "").sort(compareSeries), seriesLabel);
  const controls = outcomesOf(tests.filter(({ control }) => control !== "").sort(byControl), controlLabel);
  const bias = Math.max(...tests.map(({ detectableBias }) => detectableBias));
  const sentences: Inlines[] = [
    [`No bias was found for ${listing(real.passed)}.`],
    [`A bias was found for ${listing(real.rejected)}.`],
    [`Negative controls that were found biased, as they must be: ${listing(controls.rejected)}.`],
    [`Negative controls that the test missed: ${listing(controls.passed)}.`],
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
}

/** Labels with a rejected test, and labels without. */
function outcomesOf(
  tests: readonly UnbiasednessRow[],
  labelOf: (row: UnbiasednessRow) => string,
): { passed: string[]; rejected: string[] } {
  const labels = [...new Set(tests.map(labelOf))];
  const isRejected = (label: string) => tests.some((row) => labelOf(row) === label && row.rejected);
  return { passed: labels.filter((label) => !isRejected(label)), rejected: labels.filter(isRejected) };
}

function byControl(a: UnbiasednessRow, b: UnbiasednessRow): number {
  return a.control.localeCompare(b.control, "en");
}
