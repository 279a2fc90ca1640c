/**
 * Heat map of measured variance reductions over sizes, with the paper's layers marked.
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { GRID, reductionRows, settingOf } from "../analysis/where_it_helps.ts";
import { formatNumber, listing } from "../format.ts";
import { CONFIG, distinct, inlineData, logAxis, SCHEMA, tooltips } from "./theme.ts";
import type { Chart, Layout, Row } from "./types.ts";

/** Pale to dark, on either theme: numbers are printed on the cells themselves. */
const RAMP: readonly string[] = ["#f2f0e4", "#c5dccf", "#7fb8bd", "#3b86a8", "#1c4f82", "#0d2a4d"];
/** Reduction from which on a cell is so dark that its number is white, as a share of the ramp. */
const DARK_FROM = 0.5;

/** Outputs × inputs, one panel per spread and correlation, one chart per block. */
export const reductionMapChart: Chart = {
  name: "where-it-helps-map",
  experiment: "where_it_helps",
  splitBy: "block",
  rows: (records) => {
    const rows = reductionRows(records);
    const layers = [...new Set(rows.map(({ layer }) => layer).filter((layer) => layer !== GRID))].sort((
      a,
      b,
    ) => a.localeCompare(b, "en", { numeric: true }));
    return rows.map(({ reduction, ...row }) => ({
      ...row,
      setting: settingOf(row),
      mark: row.layer === GRID ? "" : String.fromCharCode(65 + layers.indexOf(row.layer)),
      ...reduction,
    })).sort((a, b) => a.block.localeCompare(b.block, "en"));
  },
  title: (rows) => `Variance reduction of the ${rows[0]?.["block"]} block by size`,
  caption: (rows) =>
    "Variance of RT over that of R2-G2 (colour and number; log scale) by n, the Gaussians, and m, the outputs of " +
    "their map. Above the dashed line m ≥ n, where nothing can be gained; the prediction is n / min(m, n), which grows to " +
    `the right and downwards. ${lettersInWords(rows)}`,
  spec: map,
};

function lettersInWords(rows: readonly Row[]): string {
  const letters = new Map(rows.filter(({ mark }) => mark !== "").map(({ mark, layer }) => [mark, layer]));
  if (letters.size === 0) return "";
  const words = [...letters].sort().map(([mark, layer]) => `${mark} ${layer}`);
  return `Circles are the sizes of the paper's layers: ${listing(words)}.`;
}

/** Marks of layers of nearly the same size are drawn a little apart. */
function apart(named: readonly Row[]): Row[] {
  return named.map((row) => {
    const [n, m] = [Number(row["inputs"]), row["outputs"]];
    const others = named.filter((other) => other["setting"] === row["setting"] && other["outputs"] === m)
      .map((other) => Number(other["inputs"]));
    const shift = others.some((other) => other > n && other < 1.6 * n)
      ? 1 / 1.15
      : others.some((other) => other < n && other > n / 1.6)
      ? 1.15
      : 1;
    return { ...row, drawn: n * shift };
  });
}

/** Whether a mark at one size hides a number at another. */
function near(a: unknown, b: unknown): boolean {
  return Math.abs(Math.log10(Number(a) / Number(b))) < 0.2;
}

/** A rectangle around each size of the grid, half way on the log scale to the next. */
function tiles(rows: readonly Row[], named: readonly Row[]): Row[] {
  const grid = rows.filter(({ layer }) => layer === GRID);
  const edges = (field: string) => {
    const values = [...new Set(grid.map((row) => Number(row[field])))].sort((a, b) => a - b);
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
  return grid.map((row) => {
    const [x, x2] = across.get(Number(row["inputs"])) ?? [1, 1];
    const [y, y2] = up.get(Number(row["outputs"])) ?? [1, 1];
    const covered = named.some((mark) =>
      mark["setting"] === row["setting"] && near(mark["drawn"], row["inputs"]) &&
      near(mark["outputs"], row["outputs"])
    );
    return { ...row, x, x2, y, y2, text: covered ? "" : formatNumber(Number(row["value"]), 2) };
  });
}

function map(rows: readonly Row[], layout: Layout): TopLevelSpec {
  const settings = distinct(rows, "setting");
  const columns = layout === "wide" ? (settings.length > 4 ? 3 : Math.min(2, settings.length)) : 1;
  const width = layout === "wide" ? Math.floor((880 - 62 - 24 * (columns - 1)) / columns) : 262;
  const named = apart(rows.filter(({ layer }) => layer !== GRID));
  const cells = tiles(rows, named);
  const spans = ["inputs", "outputs"].map((field) => {
    const ends = [
      ...cells.flatMap((row) => (field === "inputs" ? [row["x"], row["x2"]] : [row["y"], row["y2"]])),
      ...named.map((row) => Number(row[field])),
    ].map(Number);
    return [Math.min(...ends) / 1.5, Math.max(...ends) * 1.5] as [number, number];
  }) as [[number, number], [number, number]];
  const most = Math.max(2, ...rows.map((row) => Number(row["value"])));
  const axis = (span: [number, number], title: string) => ({
    ...logAxis(span),
    values: (logAxis(span)["values"] as number[]).filter((tick) => tick >= span[0] && tick <= span[1]),
    title: `${title} (log scale)`,
    grid: false,
  });
  const scale = (domain: readonly number[]) => ({ type: "log", domain, nice: false, clamp: true });
  const x = { type: "quantitative", scale: scale(spans[0]), axis: axis(spans[0], "n, Gaussians") };
  const y = { type: "quantitative", scale: scale(spans[1]), axis: axis(spans[1], "m, outputs") };
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
  const ink = { condition: { test: dark, value: "#ffffff" }, value: "#14171a" };
  const diagonal = [Math.max(spans[0][0], spans[1][0]), Math.min(spans[0][1], spans[1][1])];
  const tooltip = tooltips(rows, {
    ...{ layer: "layer", outputs: "m", inputs: "n", predicted: "n / min(m, n)" },
    ...{ value: "reduction", low: "from", high: "to" },
  });
  const isCell = { filter: `datum.layer === '${GRID}'` };
  const isNamed = { filter: `datum.layer !== '${GRID}'` };
  return {
    $schema: SCHEMA,
    data: inlineData([...cells, ...named]),
    facet: { field: "setting", type: "nominal", sort: settings, title: null },
    columns,
    spacing: { row: 28, column: 24 },
    spec: {
      width,
      height: columns > 2 ? 190 : 220,
      layer: [
        {
          transform: [isCell],
          mark: { type: "rect", stroke: "currentColor", strokeOpacity: 0.25 },
          encoding: {
            ...{ x: { ...x, field: "x" }, x2: { field: "x2" }, y: { ...y, field: "y" }, y2: { field: "y2" } },
            ...{ color, tooltip },
          },
        },
        {
          data: { values: [{ at: diagonal[0] }, { at: diagonal[1] }] },
          mark: { type: "line", strokeDash: [4, 3], color: "currentColor", opacity: 0.7 },
          encoding: { x: { ...x, field: "at" }, y: { ...y, field: "at" } },
        },
        {
          transform: [isCell],
          mark: { type: "text", fontSize: columns > 2 ? 9 : 11 },
          encoding: {
            ...{ x: { ...x, field: "inputs" }, y: { ...y, field: "outputs" } },
            text: { field: "text", type: "nominal" },
            color: ink,
          },
        },
        {
          transform: [isNamed],
          mark: {
            type: "point",
            filled: true,
            size: 260,
            opacity: 1,
            stroke: "currentColor",
            strokeWidth: 1.5,
          },
          encoding: { x: { ...x, field: "drawn" }, y: { ...y, field: "outputs" }, color, tooltip },
        },
        {
          transform: [isNamed],
          mark: { type: "text", fontSize: columns > 2 ? 10 : 11, fontWeight: "bold" },
          encoding: {
            ...{ x: { ...x, field: "drawn" }, y: { ...y, field: "outputs" } },
            text: { field: "mark", type: "nominal" },
            color: ink,
          },
        },
      ],
    },
    config: CONFIG,
  } as unknown as TopLevelSpec;
}
