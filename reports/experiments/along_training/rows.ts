/**
 * Who leaves least of the gradient's variance in a fixed time, at every checkpoint of training.
 * @module
 */
import { alongTrainingContract } from "../../../bench/experiments/along_training/contract.ts";
import {
  compareEfficiency,
  type EfficiencyComparison,
  exponential,
  FEWEST_COMPARED as FEWEST,
  type Interval,
  mean,
  noiseShare,
  outcomeOf,
  RATIO_MARGINS,
  studentInterval,
  thresholdInterval,
} from "../../../bench/stats/mod.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { memo } from "../../analysis/memo.ts";
import { finished, groupBy, inOrder, subjects } from "../../analysis/select.ts";
import {
  candidatesOf,
  type Checkpoint,
  checkpointsOf,
  type Contender,
  type Everything,
  everythingAt,
  type Measured,
  perSeed,
} from "./candidates.ts";
import { recommend, type Recommendation } from "./recommend.ts";
import { type ScaleShare, scaleShares } from "./scale_share.ts";

/** One model at one checkpoint. */
export interface Place extends Checkpoint {
  readonly model: string;
  /** The model's label. */
  readonly subject: string;
}

/** R2-G2 at one place. */
export interface AlongRow extends Place {
  readonly seeds: number;
  /** Processes that times are from. */
  readonly processes: number;
  /** RT's noise in the variance of its gradient with one draw. */
  readonly share: Interval | undefined;
  /** One draw of R2-G2 over one of RT: noise at a fixed minibatch, and time of a step. */
  readonly noise: Interval | undefined;
  readonly time: Interval | undefined;
  /** Share of noise from which one draw of R2-G2 pays. */
  readonly threshold: Interval | undefined;
  /** Whether R2-G2's noise is RT's to the bit. */
  readonly identical: boolean;
  /** Whether one draw of R2-G2 has the noise of one of LRT, to a tenth beyond the interval. */
  readonly likeLrt: boolean;
  /** Total variance × time: R2-G2 against RT, each with its best number of samples. */
  readonly againstRt: EfficiencyComparison | undefined;
  /** The same in operations. */
  readonly againstRtInFlops: EfficiencyComparison | undefined;
  /** R2-G2 and its compositions against the best of all others. */
  readonly againstBest: EfficiencyComparison | undefined;
  readonly use: Recommendation;
}

/** Any contender against RT with its best number of samples. */
export interface ContenderRow extends Place {
  readonly contender: Contender;
  readonly comparison: EfficiencyComparison;
}

/** What the experiment measured. */
export interface AlongTrainingRows {
  readonly places: readonly AlongRow[];
  readonly contenders: readonly ContenderRow[];
  /** Which block carries RT's noise. */
  readonly scaleShares: readonly ScaleShare[];
}

/** Analysis of the experiment. */
export const alongTrainingRows: (records: readonly BenchRecord[]) => AlongTrainingRows = memo((records) => {
  const { of: subjectOf } = subjects(records);
  const models = [...groupBy(finished(records, alongTrainingContract.name), subjectOf)]
    .sort(([a], [b]) => inOrder(a, b));
  const all = models.flatMap(([subject, own]) =>
    checkpointsOf(own).map((checkpoint) => {
      const place: Place = { subject, model: own[0]!.model, ...checkpoint };
      const found = everythingAt(own, checkpoint);
      return { place, found, contenders: contenderRows(place, found) };
    })
  );
  return {
    places: all.map(({ place, found, contenders }) => row(place, found, contenders)),
    contenders: all.flatMap(({ contenders }) => contenders),
    scaleShares: scaleShares(records),
  };
});

/** RT as everyone knows it. */
export function isRt({ label }: Contender): boolean {
  return label === "RT";
}

function isLrt({ label }: Contender): boolean {
  return label === "LRT";
}

function isR2g2({ label }: Contender): boolean {
  return label === "R2-G2";
}

function row(place: Place, found: Everything, contenders: readonly ContenderRow[]): AlongRow {
  const { seeds, measured } = found;
  const one = (is: (contender: Contender) => boolean) =>
    measured.find(({ contender, samples }) => is(contender) && samples === 1);
  const [rt, r2g2] = [one(isRt), one(isR2g2)];
  const noise = rt === undefined || r2g2 === undefined ? undefined : overSeeds(r2g2, rt, seeds);
  const time = rt === undefined || r2g2 === undefined ? undefined : overProcesses(r2g2, rt);
  const against =
    (ours: (contender: Contender) => boolean, cost: "time" | "flops" = "time") =>
    (theirs: (contender: Contender) => boolean) =>
      compared(candidatesOf(found, ours, cost), candidatesOf(found, theirs, cost));
  const numbers = {
    ...place,
    seeds: seeds.length,
    processes: Math.max(0, ...measured.map(({ times }) => times.length)),
    share: rt === undefined ? undefined : shareOf(rt, found),
    noise,
    time,
    threshold: noise === undefined || time === undefined ? undefined : thresholdInterval(noise, time),
    identical: rt !== undefined && r2g2 !== undefined && isIdentical(rt, r2g2),
    likeLrt: isLike(r2g2, one(isLrt), seeds),
    againstRt: against(isR2g2)(isRt),
    againstRtInFlops: against(isR2g2, "flops")(isRt),
    againstBest: against(({ ours }) => ours)(({ ours, unbiased }) => !ours && unbiased),
  };
  return { ...numbers, use: recommend(numbers, contenders) };
}

function contenderRows(place: Place, found: Everything): ContenderRow[] {
  const contenders = new Map(found.measured.map(({ contender }) => [contender.label, contender]));
  const rivals = candidatesOf(found, isRt);
  return [...contenders.values()].filter((contender) => !isRt(contender)).flatMap((contender) => {
    const comparison = compared(candidatesOf(found, ({ label }) => label === contender.label), rivals);
    return comparison === undefined ? [] : [{ ...place, contender, comparison }];
  });
}

/** Undefined where a side is empty, or seeds or processes are too few. */
function compared(
  ours: Parameters<typeof compareEfficiency>[0],
  rivals: Parameters<typeof compareEfficiency>[1],
): EfficiencyComparison | undefined {
  const [first] = ours;
  if (first === undefined || rivals.length === 0) return undefined;
  if (first.noise.length < FEWEST.seeds || first.times.length < FEWEST.processes) return undefined;
  return compareEfficiency(ours, rivals);
}

function shareOf(rt: Measured, { seeds, data }: Everything): Interval | undefined {
  const parts = seeds.map((seed) => ({ noise: mean(rt.noise.get(seed)!), data: mean([...data.get(seed)!]) }));
  if (parts.length < FEWEST.seeds || parts.some(({ noise, data }) => noise + data === 0)) return undefined;
  const shares = parts.map(noiseShare);
  const { value, low, high } = studentInterval(shares);
  return { value, low: Math.max(0, low), high: Math.min(1, high) };
}

function isLike(a: Measured | undefined, b: Measured | undefined, seeds: readonly number[]): boolean {
  const ratio = a === undefined || b === undefined ? undefined : overSeeds(a, b, seeds);
  return ratio !== undefined && outcomeOf(ratio, RATIO_MARGINS) === "equivalent";
}

/** Noise of one over another's, one log ratio a seed. */
function overSeeds(a: Measured, b: Measured, seeds: readonly number[]): Interval | undefined {
  if (seeds.length < FEWEST.seeds || !seeds.every((seed) => a.noise.has(seed))) return undefined;
  const [ours, theirs] = [perSeed(a, seeds), perSeed(b, seeds)];
  if ([...ours, ...theirs].includes(0)) return undefined;
  return exponential(studentInterval(ours.map((value, i) => Math.log(value / theirs[i]!))));
}

/** Time of one over another's, one log ratio a process. */
function overProcesses({ times: ours }: Measured, { times: theirs }: Measured): Interval | undefined {
  if (ours.length < 2 || ours.length !== theirs.length) return undefined;
  return exponential(studentInterval(ours.map((time, i) => Math.log(time / theirs[i]!))));
}

/** Whether all distances agree to the bit. */
function isIdentical(a: Measured, b: Measured): boolean {
  return [...a.noise].every(([seed, values]) => `${values}` === `${b.noise.get(seed)}`);
}
