/**
 * What a row is measured with: an estimator and, where it was run in several ways, the options that tell them apart.
 * Rows keep them as fields; names and labels are made here, at the end, and never read back.
 * @module
 */
import { isAntitheticName } from "../../estimators/labels.ts";
import { compareEstimators, estimatorStyle } from "./styles.ts";

/** Options that differ between cells of one estimator, by name; none where it was run in one way. */
export type Variant = Readonly<Record<string, string | number | boolean>>;

/** The variant of an estimator that was run in one way, or with the options that are usual in its experiment. */
export const PLAIN: Variant = Object.freeze({});

/** An estimator and its variant. */
export interface Series {
  readonly estimator: string;
  readonly variant: Variant;
}

/**
 * Whether a row is an estimator's own, without options that tell it from another of the same name.
 *
 * @example
 * ```ts
 * import { isPlain, PLAIN } from "./series.ts";
 *
 * console.assert(isPlain({ estimator: "rt", variant: PLAIN }, "rt"));
 * console.assert(!isPlain({ estimator: "rt", variant: { bound: "iwae dreg" } }, "rt"));
 * ```
 */
export function isPlain({ estimator, variant }: Series, name: string): boolean {
  return estimator === name && variantKey(variant) === "";
}

/** Whether a gradient of it averages pairs of opposite noise. */
export function isAntithetic({ estimator }: Pick<Series, "estimator">): boolean {
  return isAntitheticName(estimator);
}

/** A text that two variants share only if they are the same. */
export function variantKey(variant: Variant): string {
  return variant === PLAIN ? "" : inWords(variant);
}

/** The name of a series, by which marks find their colour and shape: `r2g2-cg (maxIterations 5)`. */
export function seriesName({ estimator, variant }: Series): string {
  return withVariant(estimator, variant);
}

/** The label of a series, for people: `R2-G2 (CG) (maxIterations 5)`. */
export function seriesLabel({ estimator, variant }: Series): string {
  return withVariant(estimatorStyle(estimator).label, variant);
}

/** Both, as fields of a mark. */
export function seriesMark(series: Series): { readonly estimator: string; readonly label: string } {
  return { estimator: seriesName(series), label: seriesLabel(series) };
}

/** Order in lists: known estimators in their fixed order, variants and others after them by name. */
export function compareSeries(a: Series, b: Series): number {
  return compareEstimators(seriesName(a), seriesName(b));
}

function withVariant(text: string, variant: Variant): string {
  const words = variantKey(variant);
  return words === "" ? text : `${text} (${words})`;
}

function inWords(variant: Variant): string {
  return Object.entries(variant).map(([option, value]) => `${option} ${value}`).join(", ");
}
