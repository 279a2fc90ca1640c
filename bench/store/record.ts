/**
 * The record: one JSON object a line, everything that a report needs and nothing derived.
 *
 * Raw samples are stored, statistics are not. Whatever a clock or a machine decides is under `timings` and
 * `environment`; all other fields are a pure function of the configuration, so that two runs with the same
 * seed agree on them byte for byte.
 * @module
 */
import * as v from "valibot";

/** Version of this layout; a reader refuses any other. */
export const SCHEMA_VERSION = 1;

const finite = v.pipe(v.number(), v.finite());

/** Raw samples of one quantity. */
export const MetricSchema = v.strictObject({
  /** What was measured, e.g. `variance`, `test-bound`, `gradient-time`. */
  name: v.string(),
  /** Unit of the values: `1`, `nats`, `ms`, `flop`, `byte`, `step`, … */
  unit: v.string(),
  /** Layer or site that the values belong to, first to last as the model names them. */
  layer: v.optional(v.string()),
  /** Parameter block: `mean`, `scale` or `upstream`. */
  block: v.optional(v.string()),
  /** Further coordinates of the quantity, e.g. `{ step: 100 }` or `{ samples: 4 }`. */
  at: v.optional(v.record(v.string(), v.union([v.string(), finite]))),
  /** The samples, in the order in which they were drawn. */
  values: v.array(finite),
});

/** One finished, skipped or failed cell of an experiment. */
export const RecordSchema = v.strictObject({
  schema: v.literal(SCHEMA_VERSION),
  /** Hash of the cell's identity: everything but timings, environment and results. Unique in a store. */
  id: v.string(),
  /** Hash of the resolved configuration that the cell belongs to. */
  run: v.string(),
  experiment: v.string(),
  model: v.string(),
  dataset: v.strictObject({ name: v.string(), sha256: v.string() }),
  estimator: v.string(),
  options: v.record(v.string(), v.union([v.string(), finite, v.boolean()])),
  seed: v.pipe(v.number(), v.integer()),
  status: v.picklist(["done", "skipped", "failed"]),
  /** Why a cell was skipped or failed. */
  reason: v.optional(v.string()),
  metrics: v.array(MetricSchema),
  /** Metrics that a clock or a machine decides. */
  timings: v.array(MetricSchema),
  /** Id of the environment, described once per store. */
  environment: v.string(),
});

/** Raw samples of one quantity. */
export type Metric = v.InferOutput<typeof MetricSchema>;

/** One finished, skipped or failed cell of an experiment. */
export type BenchRecord = v.InferOutput<typeof RecordSchema>;
