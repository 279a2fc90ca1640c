/**
 * One look for all charts: fonts, grid, scales, and the parts that charts share.
 *
 * Text and lines are `currentColor`, so that they follow the page's light or dark theme; data marks have
 * the fixed colours of `styles.ts`, which the style sheet replaces in the dark theme.
 * @module
 */
import type { Config } from "vega-lite";
import { compareEstimators, estimatorStyle } from "./styles.ts";
import { formatNumber } from "./format.ts";
import { textWidth } from "./text_width.ts";
import type { Layout, Mark } from "./chart.ts";

/** Version of Vega-Lite's schema that the specifications follow. */
export const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";

/** Shared configuration of every chart. */
export const CONFIG: Config = {
  background: "transparent",
  font: "system-ui, sans-serif",
  aria: false,
  view: { stroke: "currentColor", strokeOpacity: 0.25 },
  axis: {
    labelColor: "currentColor",
    titleColor: "currentColor",
    domainColor: "currentColor",
    tickColor: "currentColor",
    gridColor: "currentColor",
    gridOpacity: 0.12,
    domainOpacity: 0.5,
    tickOpacity: 0.5,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 8,
    labelLimit: 200,
    titleLimit: 600,
  },
  header: {
    labelColor: "currentColor",
    titleColor: "currentColor",
    labelFontSize: 12,
    labelFontWeight: "bold",
    labelPadding: 4,
    labelLimit: 320,
  },
  legend: {
    labelColor: "currentColor",
    titleColor: "currentColor",
    labelFontSize: 12,
    symbolSize: 80,
    symbolStrokeWidth: 2,
  },
};

/** Colour by estimator: `field` holds labels, `estimator` of the same mark the name. */
export function estimatorScale(marks: readonly Mark[], field = "label"): {
  domain: string[];
  colors: string[];
  shapes: string[];
  dashes: number[][];
} {
  const names = new Map(marks.map((mark) => [String(mark[field]), String(mark["estimator"])]));
  const entries = [...names].sort(([, a], [, b]) => compareEstimators(a, b));
  const styles = entries.map(([, name]) => estimatorStyle(name));
  return {
    domain: entries.map(([label]) => label),
    colors: styles.map(({ color }) => color),
    shapes: styles.map(({ shape }) => shape),
    dashes: styles.map(({ dash }) => [...dash]),
  };
}

/** Colour and shape channels for points, without a legend: positions are labelled. */
export function pointChannels(marks: readonly Mark[], legend: object | null = null): Record<string, unknown> {
  const { domain, colors, shapes } = estimatorScale(marks);
  return {
    color: { field: "label", type: "nominal", scale: { domain, range: colors }, legend },
    shape: { field: "label", type: "nominal", scale: { domain, range: shapes }, legend },
  };
}

/** A legend above the panels, in as many columns as fit beside each other; `symbol` is a symbol's pixels. */
export function topLegend(
  marks: readonly Mark[],
  width: number,
  { symbol = 9 }: { readonly symbol?: number } = {},
): Record<string, unknown> {
  const widest = Math.max(...distinct(marks, "label").map((label) => textWidth(label, 12)));
  return { orient: "top", title: null, columns: Math.max(1, Math.floor(width / (widest + 23 + symbol))) };
}

/** Clicking the legend fades the other series, until one clicks beside it. */
export const LEGEND_TOGGLE = {
  name: "shown",
  select: { type: "point", fields: ["label"], toggle: "true" },
  bind: "legend",
} as const;

/** Opacity of a mark that {@linkcode LEGEND_TOGGLE} can fade. */
export function fading(opacity: number): object {
  return { condition: { param: LEGEND_TOGGLE.name, value: opacity }, value: 0.08 };
}

/** Values of a field in order of appearance. */
export function distinct(marks: readonly Mark[], field: string): string[] {
  return [...new Set(marks.map((mark) => String(mark[field])))];
}

/** Pixels of a panel that are left beside the longest of the labels; `labelled`: each panel has them at its side. */
export function panelWidth(
  layout: Layout,
  options: { labels: readonly string[]; columns: number; labelled?: boolean; room?: number | undefined },
): number {
  const { room = layout === "wide" ? 900 : 340 } = options;
  const labels = Math.max(0, ...options.labels.map((label) => textWidth(label, 12))) + 14;
  const gaps = 20 * (options.columns - 1);
  const sides = options.labelled === true ? options.columns : 1;
  return Math.max(90, Math.floor((room - sides * labels - gaps - 14) / options.columns));
}

/** Axis of a log scale: about four labels, powers of ten or, over a short span, 1–2–5 multiples of them. */
export function logAxis(values: readonly number[]): Record<string, unknown> {
  const ticks = logTicks(...logSpan(values));
  const labels = Object.fromEntries(ticks.map((tick) => [tick, formatNumber(tick)]));
  const label = `(${JSON.stringify(labels)})[datum.value]`;
  return { title: null, values: ticks, labelExpr: label, labelOverlap: "greedy", labelSeparation: 6 };
}

/** The least and the largest positive value: what a log scale can show. */
export function logSpan(values: readonly number[]): [number, number] {
  const positive = values.filter((value) => value > 0);
  return [Math.min(...positive), Math.max(...positive)];
}

/**
 * A log scale over a span. An interval of few values may reach zero or below, which no log scale has: its line
 * then ends at the edge of the panel.
 */
export function logScale(domain: readonly [number, number], values: readonly number[]): object {
  return { type: "log", domain, nice: false, ...(values.some((value) => value <= 0) ? { clamp: true } : {}) };
}

/** Some four round values between two positive ones. */
function logTicks(least: number, most: number): number[] {
  const [low, high] = [Math.log10(least), Math.log10(most)];
  if (high - low < 0.6) {
    const step = [1, 2, 5].flatMap((factor) =>
      [-4, -3, -2, -1, 0, 1, 2, 3].map((power) => Number(`${factor}e${power}`))
    )
      .sort((a, b) => a - b).find((size) => (most - least) / size <= 5) ?? most - least;
    const first = Math.floor(least / step);
    return Array.from({ length: 8 }, (_, i) => Number(((first + i) * step).toPrecision(6))).filter((tick) =>
      tick > 0
    );
  }
  const stride = Math.max(1, Math.ceil((high - low) / 4));
  const factors = high - low > 2 ? [1] : high - low > 1 ? [1, 3] : [1, 1.5, 2, 3, 5, 7];
  const ticks: number[] = [];
  for (let power = Math.ceil(Math.floor(low) / stride) * stride; power <= high; power += stride) {
    for (const factor of factors) ticks.push(Number(`${factor}e${power}`));
  }
  return ticks;
}

/** What all panels' horizontal axis shows, once below them. */
export function axisTitle(text: string, layout: Layout): object {
  return {
    text: layout === "wide" ? text : wrap(text, 44),
    orient: "bottom",
    anchor: "middle",
    frame: "bounds",
    fontSize: 12,
    fontWeight: "normal",
    color: "currentColor",
    offset: 10,
  };
}

/** Tooltip channel: titles by field. */
export function tooltips(marks: readonly Mark[], fields: Readonly<Record<string, string>>): object[] {
  return Object.entries(fields).map(([field, title]) =>
    typeof marks[0]?.[field] === "number"
      ? { field, title, type: "quantitative", format: ".3~g" }
      : { field, title, type: "nominal" }
  );
}

/** Data of a specification. */
export function inlineData(marks: readonly Mark[]): { values: Record<string, string | number>[] } {
  return { values: marks.map((mark) => ({ ...mark })) };
}

/** Breaks text into lines of at most so many characters. */
export function wrap(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= length) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
