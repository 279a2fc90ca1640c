/**
 * R2-G2 with one sample against RT with as many samples as the same time buys.
 *
 * Work-normalised variance is variance × time of a gradient: what is left when averaging more samples is
 * taken into account, since averaging divides one factor and multiplies the other. The interval of a product
 * of two ratios, which are measured apart, adds their log half-widths in quadrature.
 * @module
 */
import type { BenchRecord } from "../../bench/store/mod.ts";
import type { Interval } from "../format.ts";
import { pooled } from "./cost.ts";
import { finished, groupBy, memo, subjects, variants } from "./select.ts";
import { medianRatioInterval, productInterval } from "./statistics.ts";
import { cellRatio, varianceCells } from "./variance.ts";

/** The estimator under test and the one that spends the same time on more samples. */
export const TREATMENT = "r2g2";
/** See {@linkcode TREATMENT}. */
export const REFERENCE = "rt";

/** R2-G2 over RT with K samples, for one block of one layer's gradient. */
export interface EqualCostRow {
  readonly subject: string;
  readonly layer: string;
  readonly block: string;
  readonly step: number;
  /** K: samples of RT. */
  readonly samples: number;
  /** Whether K is the number that was matched to the time of R2-G2. */
  readonly matched: boolean;
  /** Whether one gradient is compared with one gradient. */
  readonly single: boolean;
  /** Variance of R2-G2 over that of RT with K samples. */
  readonly variance: Interval;
  /** Time of R2-G2 over that of RT with K samples. */
  readonly time: Interval | undefined;
  /** Work-normalised variance of R2-G2 over that of RT with K samples. */
  readonly work: Interval | undefined;
}

/** Rows of `equal_cost`. */
export const equalCostRows: (records: readonly BenchRecord[]) => EqualCostRow[] = memo((records) => {
  const cells = varianceCells(records, "equal_cost");
  const times = timeRatios(records);
  const byPlace = new Map(cells.map((cell) => [JSON.stringify(cell.place), cell.values]));
  const references = cells.filter(({ place }) => place.estimator === REFERENCE);
  const matchedSubjects = new Set(
    references.filter(({ place }) => place.matched).map(({ place }) => place.subject),
  );
  return references.flatMap(({ place, values }) => {
    const { subject, layer, block, step, samples } = place;
    const treated = byPlace.get(
      JSON.stringify({ ...place, estimator: TREATMENT, samples: 1, matched: false }),
    );
    const variance = treated === undefined ? undefined : cellRatio(treated, values);
    if (variance === undefined) return [];
    const time = times.get(JSON.stringify([subject, place.matched ? "matched" : samples]));
    const work = time === undefined ? undefined : productInterval(variance, time);
    // Without a cell that says so, one sample is its own match.
    const matched = place.matched || (!matchedSubjects.has(subject) && samples === 1);
    return [{
      subject,
      layer,
      block,
      step,
      samples,
      matched,
      single: samples === 1 && !place.matched,
      variance,
      time,
      work,
    }];
  });
});

/** Time of R2-G2 over that of RT with K samples, by subject and K. */
function timeRatios(records: readonly BenchRecord[]): Map<string, Interval> {
  const { of: subjectOf } = subjects(records);
  const { of: variantOf } = variants(records);
  const groups = groupBy(finished(records, "equal_cost"), (record) => {
    const samples = record.options["samples"] ?? 1;
    return JSON.stringify([
      subjectOf(record),
      variantOf(record),
      typeof samples === "string" ? "matched" : samples,
    ]);
  });
  return new Map([...groups].flatMap(([key, group]) => {
    const [subject, estimator, samples] = JSON.parse(key) as [string, string, number | string];
    const treated = pooled(groups.get(JSON.stringify([subject, TREATMENT, 1])) ?? [], "gradient-time");
    const times = pooled(group, "gradient-time");
    if (estimator !== REFERENCE || treated.length === 0 || times.length === 0) return [];
    return [[JSON.stringify([subject, samples]), medianRatioInterval(treated, times)] as const];
  }));
}
