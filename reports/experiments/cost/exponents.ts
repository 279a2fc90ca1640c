/**
 * How the cost of one site grows with its sizes: exponents of a power law in m, n and the batch.
 * @module
 */
import { fitPowers, median } from "../../../bench/stats/mod.ts";
import { costContract } from "../../../bench/experiments/cost/contract.ts";
import type { BenchRecord } from "../../../bench/store/mod.ts";
import type { Interval } from "../../look/format.ts";
import { finished, groupBy, metricsNamed } from "../../analysis/select.ts";
import { seriesKey, seriesOf } from "../../analysis/series.ts";
import type { Series } from "../../look/series.ts";

/** Model name of the grid of single sites, whose metrics have names of their own. */
export const GRID_MODEL = "latent-site";

/** Sizes, as records name them. */
export const SIZES = ["outputs", "inputs", "batch"] as const;

/** What grows: metric, its label, and the kind of count where there are several. */
const QUANTITIES: readonly { readonly metric: string; readonly label: string; readonly kind?: string }[] = [
  { metric: "site-time", label: "time" },
  { metric: "site-flops", label: "FLOPs, measured", kind: "measured" },
  { metric: "site-flops", label: "FLOPs, analytic", kind: "analytic" },
  { metric: "site-memory", label: "peak memory" },
];
/** Three exponents and a factor need more sites than that. */
const FEWEST_SITES = 5;

/** Exponents of one quantity of one estimator. */
export interface ExponentRow extends Series {
  readonly quantity: string;
  readonly sites: number;
  readonly exponents: Readonly<Record<(typeof SIZES)[number], Interval>>;
  /** Share of the variance of the logarithm that the law explains. */
  readonly r2: number;
}

/** Rows of the grid of sites of `cost`, quantities in the order of their list. */
export function exponentRows(records: readonly BenchRecord[]): ExponentRow[] {
  const seriesIn = seriesOf(records);
  const grid = finished(records, costContract.name).filter(({ model }) => model === GRID_MODEL);
  return QUANTITIES.flatMap(({ metric, label, kind }) =>
    [...groupBy(grid, (record) => seriesKey(seriesIn(record))).values()].flatMap((group): ExponentRow[] => {
      const points = pointsOf(group, { metric, kind });
      const varies = SIZES.every((size) => new Set(points.map(({ sizes }) => sizes[size])).size > 1);
      if (points.length < FEWEST_SITES || !varies) return [];
      const fitted = independent(() => fitPowers(points));
      if (fitted === undefined) return [];
      const { exponents, r2 } = fitted;
      return [{
        ...seriesIn(group[0] as BenchRecord),
        ...{ quantity: label, sites: points.length, r2 },
        exponents: Object.fromEntries(SIZES.map((size) => {
          const { value, low, high } = exponents[size] as NonNullable<(typeof exponents)[string]>;
          return [size, { value, low, high }];
        })) as Record<(typeof SIZES)[number], Interval>,
      }];
    })
  );
}

/** Undefined where sizes vary together, as those of an unfinished grid may: then no exponent is known. */
function independent<T>(fit: () => T): T | undefined {
  try {
    return fit();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** One point per site: the median of what was measured there. */
function pointsOf(
  records: readonly BenchRecord[],
  { metric, kind }: { metric: string; kind: string | undefined },
): { sizes: Record<(typeof SIZES)[number], number>; value: number }[] {
  const metrics = records.flatMap((record) => metricsNamed(record, metric)).filter(({ at }) =>
    kind === undefined || at?.["kind"] === kind
  );
  const groups = groupBy(metrics, ({ at }) => SIZES.map((size) => at?.[size]).join());
  return [...groups.values()].map((group) => {
    const sizeOf = (size: (typeof SIZES)[number]) => Number(group[0]?.at?.[size]);
    const sizes = { outputs: sizeOf("outputs"), inputs: sizeOf("inputs"), batch: sizeOf("batch") };
    return { sizes, value: median(group.flatMap(({ values }) => values)) };
  }).filter(({ value }) => value > 0);
}
