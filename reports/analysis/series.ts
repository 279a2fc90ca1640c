/**
 * Which cells of one estimator may be pooled: those that agree in every option of its identity, as the experiment's
 * contract declares it.
 * @module
 */
import { CONTRACTS, type ExperimentContract } from "../../bench/experiments/contracts.ts";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { PLAIN, type Series, type Variant, variantKey } from "../look/series.ts";
import { memo } from "./memo.ts";

const IDENTITIES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values<ExperimentContract>(CONTRACTS).map(({ name, identity }) => [
    name,
    identity,
  ]),
);

/**
 * The series of each record: its estimator and, where one estimator appears with different options (a cap of CG,
 * say) on the same model of the same experiment, which. Of an experiment without a contract every option counts.
 */
export const seriesOf: (records: readonly BenchRecord[]) => (record: BenchRecord) => Series = memo(
  (records) => {
    const seen = new Map<string, Map<string, Set<unknown>>>();
    for (const record of records) {
      const key = contextKey(record);
      const values = seen.get(key) ?? new Map<string, Set<unknown>>();
      if (values.size === 0) seen.set(key, values);
      const identity = IDENTITIES.get(record.experiment);
      for (const option in record.options) {
        if (identity !== undefined && !identity.includes(option)) continue;
        const held = values.get(option);
        if (held === undefined) values.set(option, new Set([record.options[option]]));
        else held.add(record.options[option]);
      }
    }
    const varying = new Map(
      [...seen].map((
        [key, values],
      ) => [key, [...values].filter(([, { size }]) => size > 1).map(([name]) => name)]),
    );
    return (record) => {
      const names = varying.get(contextKey(record)) ?? [];
      return { estimator: record.estimator, variant: variantOf(record, names) };
    };
  },
);

function variantOf({ options }: BenchRecord, names: readonly string[]): Variant {
  if (names.length === 0) return PLAIN;
  const own = Object.entries(options).filter(([option]) => names.includes(option));
  return own.length === 0 ? PLAIN : Object.fromEntries(own) as Variant;
}

/** A text that two series share only if they are the same. */
export function seriesKey({ estimator, variant }: Series): string {
  return `${estimator}\n${variantKey(variant)}`;
}

function contextKey({ experiment, model, estimator }: BenchRecord): string {
  return `${experiment}\n${model}\n${estimator}`;
}
