/**
 * How each estimator looks, everywhere: one colour, point shape and dash pattern per name, beside its label.
 *
 * Colours are after Okabe and Ito (2008), which people with any common colour vision tell apart; two of
 * them are darkened to reach a contrast of 3 : 1 on white. `dark` is what the page's dark theme shows
 * instead. Shape and dash repeat what colour says.
 * @module
 */
import { innerName, labelOf } from "../../estimators/labels.ts";

/** Look of one estimator. */
export interface EstimatorStyle {
  readonly name: string;
  /** Label in charts and tables. */
  readonly label: string;
  /** Colour on a light background. */
  readonly color: string;
  /** Colour on a dark background. */
  readonly dark: string;
  /** A Vega symbol name, or the SVG path of one in the square from −1 to 1. */
  readonly shape: string;
  /** Stroke dash of lines, in pixels; solid where empty. */
  readonly dash: readonly number[];
}

/** Vega's own symbols are few, and its wedge is hardly seen. */
const PENTAGON = "M0,-1L0.95,-0.31L0.59,0.81L-0.59,0.81L-0.95,-0.31Z";

/** What is composed of an estimator has a hue near its own, and the shape of the rule that composes it. */
const [STAR, PLUS, HEXAGON] = [
  "M0,-1L0.3,-0.3L1,0L0.3,0.3L0,1L-0.3,0.3L-1,0L-0.3,-0.3Z",
  "cross",
  "M-0.5,-0.87L0.5,-0.87L1,0L0.5,0.87L-0.5,0.87L-1,0Z",
];

/** The known estimators, in the order in which charts and tables list them. */
export const ESTIMATOR_STYLES: readonly EstimatorStyle[] = ([
  { name: "r2g2", color: "#0072b2", dark: "#4aa3df", shape: "circle", dash: [] },
  { name: "r2g2-cg", color: "#3a8fc4", dark: "#8fd0f7", shape: "cross", dash: [6, 2] },
  {
    name: "r2g2-antithetic",
    color: "#5b6ee1",
    dark: "#a3b0ff",
    shape: "triangle-right",
    dash: [10, 3],
  },
  { name: "r2g2-orthogonal", color: "#3d4fb0", dark: "#9fb0ff", shape: STAR, dash: [10, 3] },
  { name: "r2g2-sobol", color: "#2d83c9", dark: "#86c5ff", shape: PLUS, dash: [10, 3] },
  { name: "r2g2-moment-matched", color: "#5f74a3", dark: "#b9c8e6", shape: HEXAGON, dash: [10, 3] },
  { name: "lrt", color: "#009e73", dark: "#2fc79b", shape: "square", dash: [6, 3] },
  { name: "lrt-antithetic", color: "#1d8a5a", dark: "#7fe0b8", shape: "triangle-right", dash: [6, 3] },
  { name: "lrt-independent-positions", color: "#5f7d00", dark: "#b9d94a", shape: "square", dash: [6, 3] },
  {
    name: "flipout",
    color: "#b8629a",
    dark: "#e39bc9",
    shape: "triangle-up",
    dash: [2, 2],
  },
  {
    name: "rt-per-example",
    color: "#b07a00",
    dark: "#e8ae3c",
    shape: "triangle-down",
    dash: [8, 2, 2, 2],
  },
  { name: "rt", color: "#d55e00", dark: "#f58a3a", shape: "diamond", dash: [4, 2] },
  {
    name: "rt-antithetic",
    color: "#b3412e",
    dark: "#ff9d8a",
    shape: PENTAGON,
    dash: [3, 3],
  },
  { name: "rt-orthogonal", color: "#8f4a1b", dark: "#d89a6c", shape: STAR, dash: [3, 3] },
  { name: "rt-sobol", color: "#c24d1f", dark: "#ffa279", shape: PLUS, dash: [3, 3] },
  { name: "rt-moment-matched", color: "#a8653f", dark: "#e0b091", shape: HEXAGON, dash: [3, 3] },
  {
    name: "score",
    color: "#6b6b6b",
    dark: "#b4b4b4",
    shape: "triangle-left",
    dash: [1, 2],
  },
] as const).map((look) => ({ ...look, label: labelOf(look.name) }));

/** Look of what is not an estimator: a reference quantity, a negative control. */
export const NEUTRAL = "neutral";
/** Look of a second such quantity beside the first. */
export const SECOND_NEUTRAL = "second-neutral";
const SECOND_NEUTRAL_STYLE: EstimatorStyle = {
  ...{
    name: SECOND_NEUTRAL,
    label: SECOND_NEUTRAL,
    color: "#2b3036",
    dark: "#dfe3e8",
    shape: "square",
    dash: [],
  },
};
const NEUTRAL_STYLE: EstimatorStyle = {
  ...{ name: NEUTRAL, label: NEUTRAL, color: "#767676", dark: "#a8a8a8", shape: "diamond", dash: [] },
};

/** Colours that no known estimator has, for estimators that this file does not know. */
const FALLBACKS: readonly Pick<EstimatorStyle, "color" | "dark" | "shape">[] = [
  { color: "#7b4fa3", dark: "#b892dc", shape: "triangle-right" },
  { color: "#7a7a00", dark: "#c9c94a", shape: "circle" },
  { color: "#8c4a3c", dark: "#d09384", shape: "square" },
  { color: "#007d87", dark: "#45c4cf", shape: "diamond" },
];

const BY_NAME = new Map(
  [...ESTIMATOR_STYLES, NEUTRAL_STYLE, SECOND_NEUTRAL_STYLE].map((style) => [style.name, style]),
);

/**
 * The look of an estimator. A name that is not known gets a colour that depends on the name alone, so that it is
 * the same in every report.
 *
 * @example
 * ```ts
 * import { estimatorStyle } from "./styles.ts";
 *
 * console.assert(estimatorStyle("rt").label === "RT");
 * console.assert(estimatorStyle("rt*6").label === "RT × 6");
 * console.assert(estimatorStyle("mine").color === estimatorStyle("mine").color);
 * ```
 */
export function estimatorStyle(name: string): EstimatorStyle {
  const known = BY_NAME.get(name);
  if (known !== undefined) return known;
  const look = FALLBACKS[hash(name) % FALLBACKS.length] as (typeof FALLBACKS)[number];
  return { name, label: labelOf(name), dash: [3, 3], ...look };
}

/** Position in lists: known estimators in their fixed order, what is composed of one behind it, others by name. */
export function compareEstimators(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || a.localeCompare(b, "en", { numeric: true });
}

function rankOf(name: string): number {
  const rank = (own: string) => ESTIMATOR_STYLES.findIndex((style) => style.name === own);
  if (rank(name) >= 0) return rank(name);
  const inner = rank(innerName(name));
  return inner < 0 ? ESTIMATOR_STYLES.length : inner + 0.5;
}

/** Every pair of a light colour and what replaces it in the dark theme, for the style sheet. */
export function darkReplacements(): readonly (readonly [string, string])[] {
  return [...ESTIMATOR_STYLES, NEUTRAL_STYLE, SECOND_NEUTRAL_STYLE, ...FALLBACKS].map(({ color, dark }) =>
    [color, dark] as const
  );
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
