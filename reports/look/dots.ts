/**
 * Points with intervals on a shared horizontal scale, one line per label, in small multiples.
 *
 * Positions carry the estimator's name, so no legend is needed; dots, unlike bars, mean the same on a log
 * scale as on a linear one.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import {
  axisTitle,
  CONFIG,
  distinct,
  estimatorScale,
  fading,
  inlineData,
  LEGEND_TOGGLE,
  logAxis,
  logScale,
  logSpan,
  panelWidth,
  pointChannels,
  SCHEMA,
  tooltips,
  topLegend,
} from "./theme.ts";
import type { Layout, Mark } from "./chart.ts";

/** Options of {@linkcode dotChart}. Marks have `label`, `estimator`, `value`, `low` and `high`. */
export interface DotOptions {
  /** Axis title with unit, without the scale's name. */
  readonly title: string;
  readonly scale: "log" | "linear";
  /** Field whose values get a panel each; one panel where absent. */
  readonly panels?: string;
  /** Panels side by side in the wide layout, at most; fewer where that fills the last row. @default 3 */
  readonly columns?: number;
  /** Whether a panel has only the lines that it has marks on, which are then named at each panel. @default false */
  readonly ownLines?: boolean;
  /** Field on the vertical axis. @default "label" */
  readonly lines?: string;
  /** Values between which a grey band says that there is no difference. */
  readonly band?: { readonly low: number; readonly high: number };
  /** Pixels of the whole chart, where it shares the page's width. */
  readonly room?: number;
  /** Value that a dashed rule marks, e.g. a ratio of one. */
  readonly rule?: number;
  /** Fields that a tooltip shows, by title. */
  readonly tooltip: Readonly<Record<string, string>>;
  /** Whether colours need a legend, because lines are not estimators. @default false */
  readonly legend?: boolean;
  /** Pixels per line. @default 20 */
  readonly lineHeight?: number;
}

/** The specification of a dot chart. */
export function dotChart(marks: readonly Mark[], layout: Layout, options: DotOptions): TopLevelSpec {
  const { panels, lines = "label", ownLines = false } = options;
  const count = distinct(marks, panels ?? "").length;
  const columns = layout === "wide" ? columnsOf(count, options.columns ?? 3) : 1;
  const labels = distinct(marks, lines);
  const width = panelWidth(layout, { labels, columns, labelled: ownLines, room: options.room });
  const panel = dotMarks(marks, { width, total: columns * width }, options);
  const title = options.scale === "log" ? `${options.title} (log scale)` : options.title;
  const facet = panels === undefined ? panel : { facet: facetField(marks, panels), columns, spec: panel };
  return {
    $schema: SCHEMA,
    title: axisTitle(title, layout),
    data: inlineData(marks),
    ...facet,
    ...("facet" in facet
      ? { spacing: { row: 24, column: 20 }, resolve: resolution({ ownLines, rows: count / columns }) }
      : {}),
    config: CONFIG,
  } as unknown as TopLevelSpec;
}

/** As few columns as the least number of rows allows: the last row is as full as it can be. */
function columnsOf(count: number, most: number): number {
  return Math.max(1, Math.ceil(count / Math.ceil(count / most)));
}

/** Nobody should look for an axis rows further down: of several rows each panel has its own. */
function resolution({ ownLines, rows }: { ownLines: boolean; rows: number }): object {
  return {
    ...(ownLines ? { scale: { y: "independent", yOffset: "independent" } } : {}),
    ...(rows <= 1 ? {} : { axis: { x: "independent" } }),
  };
}

function facetField(marks: readonly Mark[], field: string): object {
  return { field, type: "nominal", sort: distinct(marks, field), title: null };
}

function dotMarks(
  marks: readonly Mark[],
  size: { width: number; total: number },
  options: DotOptions,
): object {
  const { lines = "label", lineHeight = 20, rule, band } = options;
  const legend = options.legend === true ? topLegend(marks, size.total) : null;
  const ends = marks.flatMap((
    mark,
  ) => [mark["low"] as number, mark["high"] as number, mark["value"] as number]);
  const all = [
    ...ends,
    ...(rule === undefined ? [] : [rule]),
    ...(band === undefined ? [] : [band.low, band.high]),
  ];
  const domain = padded(all, options.scale);
  const x = {
    field: "value",
    type: "quantitative",
    scale: options.scale === "log" ? logScale(domain, all) : { type: "linear", domain, nice: true },
    axis: options.scale === "log" ? logAxis(domain) : { title: null, tickCount: 5 },
  };
  const grouped = lines !== "label";
  const y = {
    field: lines,
    type: "nominal",
    sort: grouped ? distinct(marks, lines) : estimatorScale(marks).domain,
    title: null,
    axis: { grid: true, domain: false, ticks: false, labelPadding: 8 },
  };
  const offset = grouped
    ? { yOffset: { field: "label", type: "nominal", sort: distinct(marks, "label") } }
    : {};
  const channels = pointChannels(marks, legend);
  const opacity = legend === null ? {} : { opacity: fading(1) };
  const reference = {
    mark: { type: "rule", strokeDash: [4, 3], color: "currentColor", opacity: 0.7 },
    encoding: { x: { datum: rule } },
  };
  const interval = {
    mark: { type: "rule", strokeWidth: 2 },
    encoding: {
      x: { ...x, field: "low" },
      x2: { field: "high" },
      y,
      ...offset,
      ...opacity,
      color: channels["color"],
    },
  };
  const point = {
    ...(legend === null ? {} : { params: [LEGEND_TOGGLE] }),
    mark: { type: "point", filled: true, size: 60, opacity: 1 },
    encoding: { x, y, ...offset, ...opacity, ...channels, tooltip: tooltips(marks, options.tooltip) },
  };
  const between = {
    // One datum: of many the band would be drawn as often, and darken.
    data: { values: [{}] },
    mark: { type: "rect", color: "currentColor", opacity: 0.1 },
    encoding: { x: { datum: band?.low }, x2: { datum: band?.high } },
  };
  const layer = [
    ...(band === undefined ? [] : [between]),
    ...(rule === undefined ? [] : [reference]),
    interval,
    point,
  ];
  const step = grouped ? lineHeight / 1.4 : lineHeight;
  const height = options.ownLines === true && options.panels !== undefined
    ? mostLines(marks, { panels: options.panels, lines }) * step *
      (grouped ? distinct(marks, "label").length : 1)
    : { step };
  return { width: size.width, height, layer };
}

/** Lines of the fullest panel, which gives all panels their height. */
function mostLines(marks: readonly Mark[], { panels, lines }: { panels: string; lines: string }): number {
  return Math.max(
    ...distinct(marks, panels).map((panel) =>
      distinct(marks.filter((mark) => String(mark[panels]) === panel), lines).length
    ),
  );
}

/** The span of the values, a little wider. */
function padded(values: readonly number[], scale: "log" | "linear"): [number, number] {
  const [low, high] = scale === "log" ? logSpan(values) : [Math.min(...values), Math.max(...values)];
  if (scale === "log") {
    const margin = Math.max(0.04 * Math.log(high / low), 0.1);
    return [low * Math.exp(-margin), high * Math.exp(margin)];
  }
  const margin = 0.05 * (high - low) || 0.05 * Math.abs(high) || 1;
  return [low - margin, high + margin];
}
