/**
 * Claim: the added cost of R2-G2 over a whole training is small.
 *
 * It was made of the authors' machine, so their own speeds decide it; this machine's are a second line.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Ratio } from "../../bench/stats/mod.ts";
import { type Claim, notMeasured, overPlaces, scopeInWords } from "../experiments/claim.ts";
import { costRows } from "../experiments/cost/rows.ts";
import { replicationRows } from "../experiments/replication/rows.ts";
import { formatInterval, formatNumber, type Interval } from "../look/format.ts";
import { isPlain } from "../look/series.ts";

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
export const extraTimeClaim: Claim<readonly BenchRecord[]> = {
  position: 8,
  id: "twenty-minutes-more",
  topic: "Cost",
  claim: `R2-G2 lengthens the paper's training runs by at most ${MINUTES} minutes.`,
  source: "Lam et al. 2025, discussion of cost (one V100)",
  rule:
    "(Seconds of an R2-G2 step − seconds of an RT step) × the paper's number of steps, by the authors' own steps per " +
    `second on their V100, which the records of replication hold. Holds for a model if that is at most ${MINUTES} ` +
    "minutes, does not if it is more; mixed if models differ. A second line, which decides nothing, is the same by " +
    `the gradients of this machine at batch ${BATCH_SIZE}.`,
  command: "deno task bench --suite paper --estimators rt,r2g2",
  judge(records) {
    const [published, ours] = [publishedMinutes(records), ownMinutes(records)];
    const own = ours.map(({ subject, minutes }) => `${subject} ${formatInterval(minutes)}`);
    const second = own.length === 0 ? [] : [`On this machine: ${own.join(", ")} minutes more`];
    if (published.length === 0) {
      return notMeasured(["No speeds of the authors in these records", ...second].join(". ") + ".");
    }
    const places = published.map(({ model, minutes }) => `${model} ${formatNumber(minutes)}`);
    return {
      ...overPlaces(published.map(({ model, minutes }) => ({
        name: model,
        says: minutes <= MINUTES ? "holds" : "does not hold",
      }))),
      scope: scopeInWords({
        models: published.map(({ model }) => model),
        further: ["the paper's steps", "the authors' V100"],
      }),
      evidence: [`By the authors' speeds: ${places.join(", ")} minutes more`, ...second].join(". ") + ".",
    };
  },
};

/** Extra minutes of the paper's models on the paper's machine. */
function publishedMinutes(records: readonly BenchRecord[]): { model: string; minutes: number }[] {
  const speeds = replicationRows(records).speeds;
  return Object.entries(STEPS).flatMap(([model, steps]) => {
    const of = (estimator: string) =>
      speeds.find((row) => row.model === model && isPlain(row, estimator))?.published;
    const [rt, r2g2] = [of("rt"), of("r2g2")];
    if (rt === undefined || r2g2 === undefined) return [];
    return [{ model, minutes: steps * (1 / r2g2 - 1 / rt) / 60 }];
  });
}

/** Extra minutes of the models of the paper's sizes on this machine. */
function ownMinutes(records: readonly BenchRecord[]): { subject: string; minutes: Interval }[] {
  const { gradients } = costRows(records);
  return gradients.flatMap((row) => {
    const { model, subject, batchSize = BATCH_SIZE, timeRatio } = row;
    const steps = STEPS[model];
    const reference = gradients.find((other) => other.subject === subject && isPlain(other, "rt"))?.time;
    if (!isPlain(row, "r2g2") || batchSize !== BATCH_SIZE || steps === undefined) return [];
    if (timeRatio === undefined || reference === undefined) return [];
    return [{ subject, minutes: minutes(timeRatio, reference.value * steps) }];
  });
}

/** Extra minutes from the ratio of times and the milliseconds of all RT gradients. */
function minutes({ value, low, high }: Ratio, milliseconds: number): Interval {
  const of = (ratio: number) => (ratio - 1) * milliseconds / 60_000;
  return { value: of(value), low: of(low), high: of(high) };
}
