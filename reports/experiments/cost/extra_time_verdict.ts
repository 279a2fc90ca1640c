/**
 * Claim: the added cost of R2-G2 over a whole training is small.
 * @module
 */
import { formatInterval, formatNumber, type Interval } from "../../look/format.ts";
import { isPlain } from "../../look/series.ts";
import { type Claim, undecided } from "../claim.ts";
import type { CostRows } from "./rows.ts";

const MINUTES = 20;
const BATCH_SIZE = 80;
/** Training lengths of the paper, by the models of its sizes. */
const STEPS: Readonly<Record<string, number>> = {
  mlp: 15_000,
  cnn: 12_500,
  vae1: 100_000,
  vae2: 100_000,
  vae3: 100_000,
};

/** "At most 20 minutes more." */
export const extraTimeClaim: Claim<CostRows> = {
  position: 8,
  id: "twenty-minutes-more",
  claim: `R2-G2 lengthens the paper's training runs by at most ${MINUTES} minutes.`,
  source: "Lam et al. 2025, discussion of cost (one V100)",
  rule:
    "(Time of an R2-G2 gradient − time of an RT gradient) × the paper's number of steps, for the models of the " +
    `paper's sizes at batch ${BATCH_SIZE}, on this machine. Holds if every 95 % interval ends at or below ${MINUTES} ` +
    "minutes, does not hold if some interval lies above, otherwise not decided.",
  command: "deno task bench --suite paper --estimators rt,r2g2",
  judge({ gradients }) {
    const found = gradients.flatMap((row) => {
      const { model, subject, batchSize = BATCH_SIZE, timeRatio } = row;
      const steps = STEPS[model];
      const reference = gradients.find((other) => other.subject === subject && isPlain(other, "rt"))?.time;
      if (!isPlain(row, "r2g2") || batchSize !== BATCH_SIZE || steps === undefined) return [];
      if (timeRatio === undefined || reference === undefined) return [];
      return [{ subject, steps, minutes: minutes(timeRatio, reference.value * steps) }];
    });
    if (found.length === 0) {
      return undecided(`No cost of a model of the paper's size at batch ${BATCH_SIZE}.`);
    }
    const evidence =
      found.map(({ subject, steps, minutes: extra }) =>
        `${subject}, ${formatNumber(steps, 6)} steps: ${formatInterval(extra)} minutes more`
      ).join("; ") + ".";
    if (found.every(({ minutes: { high } }) => high <= MINUTES)) return { verdict: "holds", evidence };
    return {
      verdict: found.some(({ minutes: { low } }) => low > MINUTES) ? "does not hold" : "not decided",
      evidence,
    };
  },
};

/** Extra minutes from the ratio of times and the milliseconds of all RT gradients. */
function minutes({ value, low, high }: Interval, milliseconds: number): Interval {
  const of = (ratio: number) => (ratio - 1) * milliseconds / 60_000;
  return { value: of(value), low: of(low), high: of(high) };
}
