/**
 * From records to candidates: what each contender with each number of samples leaves of noise, and how long a step takes.
 *
 * V_noise is halved by minibatch, even and odd, so that what is chosen on one half is judged on the other. V_data does
 * not depend on the estimator, so it is the mean over all that are unbiased; of K times the minibatch it is 1/K. Of
 * K independent draws, or independent groups of draws, V_noise is that of one over their number.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type Candidate, type Halves, mean, median } from "../../../bench/stats/mod.ts";
import { compositionOf, innerName, labelWithoutDraws } from "../../../estimators/labels.ts";
import type { Norm } from "../../../bench/experiments/along_training/contract.ts";
import { memo } from "../../analysis/memo.ts";
import { groupBy, metricsNamed } from "../../analysis/select.ts";

/** Where gradients were measured: a checkpoint, and what distances are measured in. */
export interface Checkpoint {
  readonly step: number;
  readonly norm: Norm;
}

/** A way to make a gradient, whatever its number of samples. */
export interface Contender {
  /** Name whose colour and mark it has. */
  readonly estimator: string;
  readonly label: string;
  /** Minibatches that it takes in place of one. */
  readonly batchFactor: number;
  readonly unbiased: boolean;
  /** Whether it conditions its noise as R2-G2 does, alone or composed. */
  readonly ours: boolean;
}

/** A contender with a number of samples at one checkpoint. */
export interface Measured {
  readonly contender: Contender;
  readonly samples: number;
  /** Values by seed and minibatch. */
  readonly noise: ReadonlyMap<number, readonly number[]>;
  /** Median milliseconds of a step, by process; empty where it was not timed. */
  readonly times: readonly number[];
  /** Operations of a step; undefined where they were not counted. */
  readonly flops: number | undefined;
}

/** Everything at one checkpoint of one model. */
export interface Everything {
  readonly seeds: readonly number[];
  readonly measured: readonly Measured[];
  /** V_data of one minibatch by seed: halves by pair of minibatches, even and odd. */
  readonly data: ReadonlyMap<number, Halves>;
}

/** Biased by construction; never a rival. */
const BIASED: readonly string[] = ["lrt-independent-positions", "r2g2-cg"];

/** The checkpoints of a model's records, in order. */
export function checkpointsOf(records: readonly BenchRecord[]): Checkpoint[] {
  const places = records.flatMap((record) => metricsNamed(record, "noise-variance").map(placeOf));
  return [...groupBy(places, (place) => JSON.stringify(place)).values()].map(([place]) => place!)
    .sort((a, b) => NORM_ORDER.indexOf(a.norm) - NORM_ORDER.indexOf(b.norm) || a.step - b.step);
}

const NORM_ORDER: readonly Norm[] = ["log-scale", "variance", "adam"];

/** What the records of one model say about a checkpoint. */
export function everythingAt(records: readonly BenchRecord[], checkpoint: Checkpoint): Everything {
  const variances = records.filter(({ options }) => options["measured"] === "variance");
  const timed = timedCells(records);
  const cells = [...groupBy(variances, cellKey).values()].map((own) => ({
    contender: contenderOf(own[0]!),
    samples: samplesOf(own[0]!),
    group: groupKey(own[0]!),
    noise: bySeed(own, "noise-variance", checkpoint),
    data: bySeed(own, "data-variance", checkpoint),
  })).filter(({ noise }) => noise.size > 0);
  const seeds = shared(
    cells.filter(({ contender }) => contender.unbiased).map(({ noise }) => [...noise.keys()]),
  );
  const measured = cells.flatMap((cell): Measured[] => {
    const times = [...timed.values()].filter(([first]) => groupKey(first!) === cell.group).filter(
      ([first]) => isOf(samplesOf(first!), cell, cells),
    );
    const own = times.map((records): Measured => ({
      contender: cell.contender,
      samples: samplesOf(records[0]!),
      noise: scaled(cell.noise, cell.samples / samplesOf(records[0]!)),
      times: [...records].sort((a, b) => processOf(a) - processOf(b)).map((record) =>
        median(stepTimes(record))
      ),
      flops: metricsNamed(records[0]!, "flops")[0]?.values[0],
    }));
    const isTimed = own.some(({ samples }) => samples === cell.samples);
    const { contender, samples, noise } = cell;
    return isTimed ? own : [{ contender, samples, noise, times: [], flops: undefined }, ...own];
  });
  const data = new Map(seeds.flatMap((seed) => {
    const own = cells.filter(({ contender, data }) =>
      contender.unbiased && contender.batchFactor === 1 && data.has(seed)
    );
    if (own.length === 0) return [];
    const halves = own.map(({ data }) => halvesOf(data.get(seed)!));
    // Unbiased estimates of a variance may be below 0, variances are not.
    const half = (i: 0 | 1) => Math.max(0, mean(halves.map((values) => values[i])));
    return [[seed, [half(0), half(1)] as const]];
  }));
  return { seeds: seeds.filter((seed) => data.has(seed)), measured, data };
}

/** Records with times, by cell; the same at every checkpoint. */
const timedCells = memo((records) =>
  groupBy(
    records.filter((record) => record.options["measured"] === "time" && stepTimes(record).length > 0),
    cellKey,
  )
);

/** Candidates of the contenders that pass a test and were timed by as many processes as most. */
export function candidatesOf(
  { measured, data, seeds }: Everything,
  wanted: (contender: Contender) => boolean,
  cost: "time" | "flops" = "time",
): Candidate[] {
  const processes = Math.max(0, ...measured.map(({ times }) => times.length));
  return measured.filter(({ contender, times, noise }) =>
    wanted(contender) && times.length === processes && seeds.every((seed) => noise.has(seed))
  ).flatMap(({ contender, samples, noise, times, flops }) => {
    if (cost === "flops" && flops === undefined) return [];
    const candidate: Candidate = {
      contender: contender.label,
      samples,
      noise: seeds.map((seed) => halvesOf(noise.get(seed)!)),
      data: seeds.map((seed) => {
        const [even, odd] = data.get(seed)!;
        return [even / contender.batchFactor, odd / contender.batchFactor];
      }),
      // Operations do not depend on the process.
      times: cost === "time" ? times : times.map(() => flops!),
    };
    return hasLogarithms(candidate) ? [candidate] : [];
  });
}

/** Whether something is left of the variance in every half: of nothing there is no ratio. */
function hasLogarithms({ noise, data, times }: Candidate): boolean {
  return times.every((time) => time > 0) &&
    noise.every((halves, seed) => halves.every((value, half) => value + data[seed]![half]! > 0));
}

/** One number of a seed: the mean over its minibatches. */
export function perSeed({ noise }: Measured, seeds: readonly number[]): number[] {
  return seeds.map((seed) => mean(noise.get(seed)!));
}

function contenderOf({ estimator, options }: BenchRecord): Contender {
  const factor = options["batch"];
  const batchFactor = typeof factor === "number" ? factor : 1;
  const key = `${estimator}\n${batchFactor}`;
  const contender = contenders.get(key) ?? contenderNamed(estimator, batchFactor);
  contenders.set(key, contender);
  return contender;
}

/** Contenders are few, and asked for by every record. */
const contenders = new Map<string, Contender>();

function contenderNamed(estimator: string, batchFactor: number): Contender {
  const inner = innerName(estimator);
  return {
    estimator: withoutDraws(estimator),
    label: labelWithoutDraws(estimator) + (batchFactor === 1 ? "" : `, ${batchFactor} × minibatch`),
    batchFactor,
    unbiased: !BIASED.includes(inner),
    ours: inner === "r2g2",
  };
}

/** The name that decides how a contender is drawn: alike for all numbers of draws. */
function withoutDraws(estimator: string): string {
  const composition = compositionOf(estimator);
  if (composition === undefined || composition.by === "antithetic") return estimator;
  const { inner, by } = composition;
  return typeof by === "number" ? withoutDraws(inner) : `${inner}-${by.rule}`;
}

/** A contender, whatever its number of samples. */
function groupKey(record: BenchRecord): string {
  const { label } = contenderOf(record);
  return `${label}\n${record.options["batchSize"]}`;
}

function cellKey(record: BenchRecord): string {
  return `${groupKey(record)}\n${samplesOf(record)}`;
}

function samplesOf({ options }: BenchRecord): number {
  return Number(options["samples"]);
}

function processOf({ options }: BenchRecord): number {
  return Number(options["process"]);
}

/** Whether a number of samples takes its variance from a cell: measured with it, or with the most that divide it. */
function isOf(
  samples: number,
  cell: { readonly samples: number; readonly group: string },
  cells: readonly { readonly samples: number; readonly group: string }[],
): boolean {
  const able = cells.filter((other) => other.group === cell.group && samples % other.samples === 0);
  return Math.max(...able.map((other) => other.samples)) === cell.samples && able.length > 0;
}

function stepTimes(record: BenchRecord): readonly number[] {
  return metricsNamed(record, "step-time")[0]?.values ?? [];
}

function bySeed(
  records: readonly BenchRecord[],
  name: string,
  { step, norm }: Checkpoint,
): Map<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  for (const record of records) {
    const metric = metricsNamed(record, name).find((each) => {
      const place = placeOf(each);
      return each.layer === undefined && place.step === step && place.norm === norm;
    });
    if (metric !== undefined && metric.values.length >= FEWEST_VALUES) found.set(record.seed, metric.values);
  }
  return found;
}

function placeOf({ at = {} }: Metric): Checkpoint {
  return { step: Number(at["step"]), norm: at["norm"] as Norm };
}

function scaled(
  noise: ReadonlyMap<number, readonly number[]>,
  factor: number,
): Map<number, readonly number[]> {
  return new Map([...noise].map(([seed, values]) => [seed, values.map((value) => value * factor)]));
}

function halvesOf(values: readonly number[]): Halves {
  const half = (parity: number) => mean(values.filter((_, i) => i % 2 === parity));
  return [half(0), half(1)];
}

/** One in each half. */
const FEWEST_VALUES = 2;

/** What all lists have, ascending. */
function shared(lists: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = lists;
  return first.filter((value) => others.every((list) => list.includes(value))).sort((a, b) => a - b);
}
