/**
 * The record: one JSON object per line, everything that a report needs and nothing derived.
 *
 * Raw samples are stored, statistics are not. Whatever a clock or a machine decides is under `timings`,
 * `environment` and `attempt`; all other fields are a pure function of the configuration and the code, so that two
 * runs with the same seed agree on them byte for byte.
 * @module
 */
import * as v from "valibot";
import type { CodeMark } from "../code.ts";
import { isFiniteList, isMetricList } from "./quick_look.ts";

/** Version of this layout; a reader upgrades older ones and refuses any other. */
export const SCHEMA_VERSION = 2;

/** Raw samples of one quantity. */
export interface Metric {
  /** What was measured, e.g. `variance`, `test-bound`, `gradient-time`. */
  name: string;
  /** Unit of the values: `1`, `nats`, `ms`, `flop`, `byte`, `step`, … */
  unit: string;
  /** Layer or site that the values belong to, as the model names it. */
  layer?: string;
  /** Parameter block: `mean`, `scale` or `upstream`. */
  block?: string;
  /** Further coordinates of the quantity, e.g. `{ step: 100 }` or `{ samples: 4 }`. */
  at?: Record<string, string | number>;
  /** The samples, in the order in which they were drawn. */
  values: number[];
}

/**
 * How a cell ended: `done`; `skipped`, for what it asks is not supported; `diverged`, for its numbers were no longer
 * finite, which repeats with its seed; `failed`, for its process did, which may pass.
 */
export type RecordStatus = "done" | "skipped" | "diverged" | "failed";

/** One cell of an experiment and how it ended. */
export interface BenchRecord {
  /** Version of the layout. */
  schema: typeof SCHEMA_VERSION;
  /** Hash of the cell's identity: everything but timings, environment and results. Unique in a store. */
  id: string;
  /** Hash of the resolved configuration that the cell belongs to. */
  run: string;
  /** The code that made it; absent in records of older versions. */
  code?: CodeMark;
  /** The attempt at its job that made it: unlike all else here another at each try; absent in records of older versions. */
  attempt?: string;
  /** Name in the registry of experiments. */
  experiment: string;
  /** Name of the model. */
  model: string;
  /** Name of the data set, and the hash of its content. */
  dataset: { name: string; sha256: string };
  /** Name in the registry of estimators. */
  estimator: string;
  /** The estimator's resolved options. */
  options: Record<string, string | number | boolean>;
  /** The replication unit. */
  seed: number;
  /** How the cell ended. */
  status: RecordStatus;
  /** Why a cell is not done. */
  reason?: string;
  /** What depends on the configuration only. */
  metrics: Metric[];
  /** Metrics that a clock or a machine decides. */
  timings: Metric[];
  /** Id of the environment, described once per store. */
  environment: string;
}

const finite = v.pipe(v.number(), v.finite());

/** Schema of {@linkcode Metric}; unknown fields and values that are not finite are refused. */
export const MetricSchema: v.GenericSchema<Metric> = v.strictObject({
  name: v.string(),
  unit: v.string(),
  layer: v.exactOptional(v.string()),
  block: v.exactOptional(v.string()),
  at: v.exactOptional(v.record(v.string(), v.union([v.string(), finite]))),
  // Not v.array, which visits values one by one: there may be millions.
  values: v.custom<number[]>(
    isFiniteList,
    ({ input }) => `${inBrief(input)}: wanted a list of finite numbers`,
  ),
});

/**
 * Metrics as {@linkcode MetricSchema} has them. A store holds hundreds of thousands, nearly all of them right:
 * those are only looked at, and the schema, which copies what it reads, is asked about the others.
 */
const MetricsSchema: v.GenericSchema<Metric[]> = v.lazy((input) =>
  isMetricList(input) ? v.custom<Metric[]>(() => true) : v.array(MetricSchema)
);

/** Schema of {@linkcode BenchRecord}. */
export const RecordSchema: v.GenericSchema<BenchRecord> = v.strictObject({
  schema: v.literal(SCHEMA_VERSION),
  id: v.string(),
  run: v.string(),
  code: v.exactOptional(v.strictObject({ id: v.string(), dirty: v.exactOptional(v.boolean()) })),
  attempt: v.exactOptional(v.string()),
  experiment: v.string(),
  model: v.string(),
  dataset: v.strictObject({ name: v.string(), sha256: v.string() }),
  estimator: v.string(),
  options: v.record(v.string(), v.union([v.string(), finite, v.boolean()])),
  seed: v.pipe(v.number(), v.integer()),
  status: v.picklist(["done", "skipped", "diverged", "failed"]),
  reason: v.exactOptional(v.string()),
  metrics: MetricsSchema,
  timings: MetricsSchema,
  environment: v.string(),
});

/**
 * Whether a cell's outcome stands. A failure may pass: a run that is resumed tries the cell again, and its next
 * record takes the failure's place.
 */
export function isFinal(status: RecordStatus): boolean {
  return status !== "failed";
}

function inBrief(input: unknown): string {
  if (!Array.isArray(input)) return typeof input;
  const index = input.findIndex((value) => !Number.isFinite(value));
  return `value ${index} is ${input[index]}`;
}
