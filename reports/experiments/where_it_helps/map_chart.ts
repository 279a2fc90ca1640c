/**
 * Heat map of measured variance reductions over sizes; the paper's layers have a figure of their own.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { formatNumber } from "../../look/format.ts";
import { CONFIG, distinct, inlineData, logAxis, SCHEMA, tooltips } from "../../look/theme.ts";
import { type Chart, ends, type Layout, type Mark } from "../../look/chart.ts";
import { GRID, type ReductionRow, settingOf } from "./rows.ts";

/** Pale to dark, on either theme: numbers are printed on the cells themselves. */
const RAMP: readonly string[] = ["#f2f0e4", "#c5dccf", "#7fb8bd", "#3b86a8", "#1c4f82", "#0d2a4d"];
/** Numbers and lines on pale cells, which are as pale in the dark theme. */
const INK = "#14171a";
/** Reduction from which on a cell is so dark that its number is white, as a share of the ramp. */
const DARK_FROM = 0.5;

/** Outputs × inputs, one panel per spread and correlation, one chart per block. */
export const reductionMapChart: Chart<readonly ReductionRow[]> = {
  name: "where-it-helps-map",
  appendix: true,
  splitBy: "block",
  marks: (rows) =>
    rows.filter(({ layer }) => layer === GRID).map(({ reduction, layer: _, ...row }) => ({
      ...row,
      setting: settingOf(row),
      ...ends(reduction),
    })).sort((a, b) => a.block.localeCompare(b.block, "en")),
  title: (marks) => `Variance reduction of the ${marks[0]?.["block"]} block by size`,
  caption: (marks) =>
    `${
      takeAway(marks)
    }Variance of RT over that of R2-G2 (colour and number; log scale) by n, the Gaussians, and m, ` +
    "the outputs of their map. Above the stepped line n ≤ m, where nothing can be gained; the prediction is " +
    "n / min(m, n), which grows to the right and downwards.",
  spec: map,
};

/** The largest reduction and where it is. */
function takeAway(marks: readonly Mark[]): string {
  const [most] = [...marks].sort((a, b) => Number(b["value"]) - Number(a["value"]));
  if (most === undefined) return "";
  const { value, inputs, outputs, setting } = most;
  return `R2-G2 divides the variance by up to ${
    formatNumber(Number(value), 2)
  } (n = ${inputs}, m = ${outputs}, ` +
    `${setting}). `;
}

/** A rectangle around each size, half way on the log scale to the next. */
function tiles(marks: readonly Mark[]): Mark[] {
  const edges = (field: string) => {
    const values = [...new Set(marks.map((mark) => Number(mark[field])))].sort((a, b) => a - b);
    return new Map(values.map((value, i) => {
      const [before, after] = [values[i - 1], values[i + 1]];
      const half = (
        other: number | undefined,
      ) => (other === undefined ? undefined : Math.sqrt(other * value));
      const low = half(before) ?? (after === undefined ? value / 2 : value ** 2 / (half(after) as number));
      const high = half(after) ?? value ** 2 / low;
      return [value, [low, high] as const];
    }));
  };
  const [across, up] = [edges("inputs"), edges("outputs")];
  return marks.map((mark) => {
    const [x, x2] = across.get(Number(mark["inputs"])) ?? [1, 1];
    const [y, y2] = up.get(Number(mark["outputs"])) ?? [1, 1];
    return { ...mark, part: "tile", x, x2, y, y2, text: formatNumber(Number(mark["value"]), 2) };
  });
}

/** Edges between tiles with n > m and those with n ≤ m: a line that crosses no number. */
function boundary(cells: readonly Mark[]): Mark[] {
  const gains = (row: Mark) => Number(row["inputs"]) > Number(row["outputs"]);
  return cells.filter(gains).flatMap((row) => {
    const { setting, x, x2, y, y2 } = row as Record<string, string | number>;
    const idle = cells.filter((other) => other["setting"] === setting && !gains(other));
    const left = idle.some((other) => other["x2"] === x && other["y"] === y);
    const above = idle.some((other) => other["y"] === y2 && other["x"] === x);
    const edge = { part: "edge", setting: setting! };
    return [
      ...(left ? [{ ...edge, x: x!, x2: x!, y: y!, y2: y2! }] : []),
      ...(above ? [{ ...edge, x: x!, x2: x2!, y: y2!, y2: y2! }] : []),
    ];
  });
}

function map(marks: readonly Mark[], layout: Layout): TopLevelSpec {
  const settings = distinct(marks, "setting");
  const columns = layout === "wide" ? (settings.length > 4 ? 3 : Math.min(2, settings.length)) : 1;
  const width = layout === "wide" ? Math.floor((880 - 62 - 24 * (columns - 1)) / columns) : 262;
  const cells = tiles(marks);
  const spans = [["x", "x2"], ["y", "y2"]].map((fields) => {
    const ends = cells.flatMap((row) => fields.map((field) => Number(row[field])));
    return [Math.min(...ends), Math.max(...ends)] as [number, number];
  }) as [[number, number], [number, number]];
  const most = Math.max(2, ...marks.map((mark) => Number(mark["value"])));
  // The grid's own sizes: every row and column of tiles has its label.
  const axis = (field: string, title: string) => ({
    values: [...new Set(cells.map((row) => Number(row[field])))].sort((a, b) => a - b),
    title: `${title} (log scale)`,
    format: "~g",
    labelOverlap: "greedy",
    grid: false,
  });
  const scale = (domain: readonly number[]) => ({ type: "log", domain, nice: false, clamp: true });
  const x = { type: "quantitative", scale: scale(spans[0]), axis: axis("inputs", "n, Gaussians") };
  const y = { type: "quantitative", scale: scale(spans[1]), axis: axis("outputs", "m, outputs") };
  const color = {
    field: "value",
    type: "quantitative",
    scale: { type: "log", domain: [1, most], range: RAMP, interpolate: "rgb", clamp: true },
    legend: {
      orient: "top",
      title: "RT / R2-G2 (log scale)",
      gradientLength: Math.min(220, width),
      values: logAxis([1, most])["values"],
      format: "~g",
    },
  };
  const dark = `datum.value > ${Math.pow(most, DARK_FROM)}`;
  const ink = { condition: { test: dark, value: "#ffffff" }, value: INK };
  const area = { x: { ...x, field: "x" }, x2: { field: "x2" }, y: { ...y, field: "y" }, y2: { field: "y2" } };
  const tooltip = tooltips(marks, {
    ...{ outputs: "m", inputs: "n", predicted: "n / min(m, n)" },
    ...{ value: "reduction", low: "from", high: "to" },
  });
  const only = (part: string) => [{ filter: `datum.part === '${part}'` }];
  return {
    $schema: SCHEMA,
    data: inlineData([...cells, ...boundary(cells)]),
    facet: { field: "setting", type: "nominal", sort: settings, title: null },
    columns,
    spacing: { row: 28, column: 24 },
    spec: {
      width,
      height: columns > 2 ? 190 : 220,
      layer: [
        {
          transform: only("tile"),
          mark: { type: "rect", stroke: INK, strokeOpacity: 0.25 },
          encoding: { ...area, color, tooltip },
        },
        {
          transform: only("edge"),
          mark: { type: "rule", stroke: INK, strokeWidth: 2.5, strokeCap: "round" },
          encoding: area,
        },
        {
          transform: only("tile"),
          mark: { type: "text", fontSize: columns > 2 ? 10.5 : 12 },
          encoding: {
            ...{ x: { ...x, field: "inputs" }, y: { ...y, field: "outputs" } },
            text: { field: "text", type: "nominal" },
            color: ink,
          },
        },
      ],
    },
    config: CONFIG,
  } as unknown as TopLevelSpec;
}
