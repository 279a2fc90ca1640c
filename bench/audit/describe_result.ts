/**
 * An unbiasedness test in words.
 * @module
 */
import type { UnbiasednessResult } from "../stats/mod.ts";

/** What the lines are about. */
export interface ResultSubject {
  /** Name of the samples. */
  readonly samples: string;
  /** What they were compared with. */
  readonly reference: string;
  /** Whether differences of pairs were tested. */
  readonly paired: boolean;
  /** Names of the coordinates, where known. */
  readonly names?: readonly string[];
}

/** Lines for a terminal: verdict, size, worst coordinate, and both error rates. */
export function describeResult(result: UnbiasednessResult, subject: ResultSubject): string[] {
  const { worst } = result;
  const name = subject.names?.[worst.index];
  const unit = subject.paired ? "of one difference" : "of one draw";
  const missed = short(1 - result.power);
  return [
    result.rejected
      ? `rejected: the mean of ${subject.samples} is not that of ${subject.reference}`
      : `not rejected: no bias found in ${subject.samples} against ${subject.reference}`,
    `  draws               ${result.draws} of ${result.coordinates} coordinates, ${result.constantCoordinates} of them constant`,
    `  rejected            ${result.rejectedCoordinates} coordinates`,
    `  worst coordinate    ${worst.index}${name === undefined ? "" : ` (${name})`}: mean ${
      short(worst.mean)
    }, expected ` +
    `${short(worst.reference)}, ${short(worst.statistic)} standard errors beyond rounding, adjusted p ${
      short(worst.adjustedP)
    }`,
    `  first error rate    an unbiased estimator is rejected with chance at most ${
      short(result.familyErrorRate)
    }, over all coordinates together`,
    `  second error rate   a coordinate biased by ${
      short(result.detectableBias)
    } standard deviations ${unit} is missed with chance ${missed}`,
  ];
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value);
}
