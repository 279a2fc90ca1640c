/**
 * Names and labels of estimators: one label each, in every chart, table and message. Nothing here needs tfjs, so
 * that a report reads it too.
 *
 * Names compose: `rt-antithetic`, `r2g2*4`, `rt-antithetic*2`, `rt-orthogonal*4`. The last part is the outermost:
 * `rt-antithetic*2` averages two independent pairs of opposite noises, `rt-orthogonal*4*2` two independent groups of
 * four draws that are orthogonal to each other.
 * @module
 */

/** Labels by the name of the estimator. */
export const LABELS = {
  "score": "Score function",
  "rt": "RT",
  "rt-per-example": "RT per example",
  "lrt": "LRT",
  "flipout": "Flipout",
  "r2g2": "R2-G2",
  "r2g2-sampled": "R2-G2, sampled weights",
  "r2g2-cg": "R2-G2 (CG)",
  "lrt-independent-positions": "LRT, positions taken as independent (biased)",
} as const;

/** How names compose, for error messages and help. */
export const COMPOSITION_SYNTAX =
  "NAME-antithetic and NAME*K compose, e.g. rt-antithetic*2, and of K draws that " +
  "depend on each other NAME-orthogonal*K, NAME-sobol*K and NAME-moment-matched*K";

/** Labels of the rules by which several draws depend on each other. */
const JOINT_LABELS = {
  "orthogonal": "orthogonal",
  "sobol": "Sobol",
  "moment-matched": "moment-matched",
} as const;

/** A rule by which several draws depend on each other. */
export type JointName = keyof typeof JOINT_LABELS;

/** Several draws that depend on each other. */
export interface JointSamples {
  /** How. */
  readonly rule: JointName;
  /** How many. */
  readonly samples: number;
}

/** What a composed name does to the estimator inside it: averages pairs of opposite noise, or K draws. */
export interface Composition {
  /** The shorter name. */
  readonly inner: string;
  /** How many draws are averaged, or those that depend on each other; `antithetic` for a pair of opposite noise. */
  readonly by: "antithetic" | number | JointSamples;
}

/** The last part of a composed name. */
const PART = new RegExp(`^(.*?)(-antithetic|(?:-(${Object.keys(JOINT_LABELS).join("|")}))?\\*(\\d+))$`);

/**
 * The outermost part of a composed name; undefined for the name of an estimator that draws itself.
 *
 * @example
 * ```ts
 * import { compositionOf } from "./labels.ts";
 * console.assert(compositionOf("rt-antithetic*2")?.inner === "rt-antithetic");
 * ```
 */
export function compositionOf(name: string): Composition | undefined {
  const [, inner = "", part = "", rule, samples] = PART.exec(name) ?? [];
  if (part === "") return undefined;
  if (samples === undefined) return { inner, by: "antithetic" };
  return {
    inner,
    by: rule === undefined ? Number(samples) : { rule: rule as JointName, samples: Number(samples) },
  };
}

/** Whether a name says that it is composed, or would with a number of draws. */
export function isComposedName(name: string): boolean {
  return compositionOf(name) !== undefined || typeof compositionOf(`${name}*1`)?.by === "object";
}

/**
 * The name of the estimator that draws: what is left without what composes it.
 *
 * @example
 * ```ts
 * import { innerName } from "./labels.ts";
 * console.assert(innerName("rt-per-example-antithetic*2") === "rt-per-example");
 * ```
 */
export function innerName(name: string): string {
  const composition = compositionOf(name);
  return composition === undefined ? name : innerName(composition.inner);
}

/** Whether pairs of opposite noise are averaged somewhere in a composed name. */
export function isAntitheticName(name: string): boolean {
  const composition = compositionOf(name);
  return composition !== undefined &&
    (composition.by === "antithetic" || isAntitheticName(composition.inner));
}

/** Labels of estimators that are not this package's. */
const others = new Map<string, string>();

/** Gives an estimator of a name that this package does not have its label. */
export function labelEstimator(name: string, label: string): void {
  if (!Object.hasOwn(LABELS, name)) others.set(name, label);
}

/**
 * The label of an estimator, composed or not; of a name without one, the name.
 *
 * @example
 * ```ts
 * import { labelOf } from "./labels.ts";
 * console.assert(labelOf("rt-antithetic*2") === "RT, antithetic × 2");
 * console.assert(labelOf("mine") === "mine");
 * ```
 */
export function labelOf(name: string): string {
  const composition = compositionOf(name);
  if (composition !== undefined) return composedLabel(labelOf(composition.inner), composition.by);
  return Object.hasOwn(LABELS, name) ? LABELS[name as keyof typeof LABELS] : others.get(name) ?? name;
}

/**
 * The label of a contender whatever the number of draws that its name says: of `rt-sobol*4` and `rt-sobol*8` alike.
 *
 * @example
 * ```ts
 * import { labelWithoutDraws } from "./labels.ts";
 * console.assert(labelWithoutDraws("rt-sobol*4") === "RT, Sobol");
 * console.assert(labelWithoutDraws("rt-antithetic*2") === "RT, antithetic");
 * ```
 */
export function labelWithoutDraws(name: string): string {
  const composition = compositionOf(name);
  if (composition === undefined || composition.by === "antithetic") return labelOf(name);
  const inner = labelWithoutDraws(composition.inner);
  return typeof composition.by === "number" ? inner : `${inner}, ${JOINT_LABELS[composition.by.rule]}`;
}

/** The label of what averages pairs of opposite noise, or so many draws, of something with a label. */
export function composedLabel(label: string, by: Composition["by"]): string {
  if (by === "antithetic") return `${label}, antithetic`;
  return typeof by === "number" ? `${label} × ${by}` : `${label}, ${JOINT_LABELS[by.rule]} × ${by.samples}`;
}
