/**
 * The picture of projection.md: noise in two dimensions and its projection on the row space of A = W S.
 *
 * `deno run --allow-read=. --allow-write=docs/guide docs/guide/projection.ts` draws projection.svg anew.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { TopLevelSpec } from "vega-lite";
import { conditionalNoise, denseMap, diagonal, key, normal, useBackend } from "../../mod.ts";
import { renderSpec, standaloneSvg } from "../../reports/look/render.ts";
import { estimatorStyle } from "../../reports/look/styles.ts";
import { CONFIG, SCHEMA } from "../../reports/look/theme.ts";

/** A mark: a draw of the noise, the segment to its projection, or a line of the whole plane. */
export interface Mark {
  /** Which map: one row or two. */
  readonly panel: string;
  readonly part: "draw" | "row space" | "same z";
  /** Where the noise lies, or where a line begins. */
  readonly x: number;
  readonly y: number;
  /** Its projection, or where the line ends. */
  readonly toX: number;
  readonly toY: number;
}

const DRAWS = 48;
/** Half the side of the picture. */
const EDGE = 3;
const SCALES: [number, number] = [1, 0.5];
const PANELS = [
  { panel: "One output: ε* lies on a line", rows: [[1, 1]] },
  { panel: "Two outputs: ε* = ε, so R2-G2 is RT", rows: [[1, 1], [1, -1]] },
];

/** Draws of ε and of ε* = E[ε | z], with the row space of a map of one row. */
export async function projectionMarks(): Promise<Mark[]> {
  await useBackend("cpu");
  const noise = normal(key(3), [DRAWS, 2]);
  const marks: Mark[] = [];
  for (const { panel, rows } of PANELS) {
    const site = { map: denseMap(tf.tensor2d(rows)), family: diagonal(tf.zeros([2]), tf.tensor1d(SCALES)) };
    const { noise: projected } = await conditionalNoise(site, noise);
    const [from, to] = [await noise.data(), await projected.data()];
    for (let i = 0; i < DRAWS; i++) {
      const [x = 0, y = 0, toX = 0, toY = 0] = [from[2 * i], from[2 * i + 1], to[2 * i], to[2 * i + 1]];
      marks.push({ panel, part: "draw", ...{ x, y, toX, toY } });
    }
    tf.dispose(projected);
    if (rows.length === 1) marks.push(...lines(panel));
  }
  tf.dispose(noise);
  return marks;
}

/** The row space of A = (s₁, s₂), and one line across it, along which z = Aε is the same. */
function lines(panel: string): Mark[] {
  const length = Math.hypot(...SCALES);
  const [u, v] = SCALES.map((scale) => scale / length) as [number, number];
  const [far, at] = [EDGE / Math.max(u, v), 1.6];
  const across = 1.9;
  return [
    { panel, part: "row space", x: -far * u, y: -far * v, toX: far * u, toY: far * v },
    {
      ...{ panel, part: "same z", x: at * u - across * v, y: at * v + across * u },
      ...{ toX: at * u + across * v, toY: at * v - across * u },
    },
  ];
}

/** The picture as a Vega-Lite specification. */
export function projectionSpec(marks: readonly Mark[]): TopLevelSpec {
  const [rt, r2g2] = ["rt", "r2g2"].map((name) => estimatorStyle(name).color) as [string, string];
  const scale = { domain: [-EDGE, EDGE], clamp: false };
  const axis = { values: [-2, 0, 2] };
  const at = (x: "x" | "toX", y: "y" | "toY") => ({
    x: { field: x, type: "quantitative" as const, scale, axis: { ...axis, title: "ε₁" } },
    y: { field: y, type: "quantitative" as const, scale, axis: { ...axis, title: "ε₂" } },
  });
  const ends = { ...at("x", "y"), x2: { field: "toX" }, y2: { field: "toY" } };
  const only = (part: Mark["part"]) => [{ filter: { field: "part", equal: part } }];
  const label = (part: Mark["part"], text: string, offset: { dx: number; dy: number }) => ({
    transform: only(part),
    mark: {
      type: "text" as const,
      text,
      color: "currentColor",
      fontSize: 12,
      align: "left" as const,
      ...offset,
    },
    encoding: at("x", "y"),
  });
  const entry = (text: string, color: string, y: number) => ({
    data: { values: [{}] },
    mark: {
      type: "text" as const,
      text,
      color,
      fontSize: 13,
      fontWeight: "bold" as const,
      align: "left" as const,
    },
    encoding: { x: { value: 10 }, y: { value: y } },
  });
  return {
    $schema: SCHEMA,
    config: CONFIG,
    data: { values: [...marks] },
    facet: {
      column: { field: "panel", type: "nominal", title: null, sort: PANELS.map(({ panel }) => panel) },
    },
    spec: {
      width: 330,
      height: 330,
      layer: [
        {
          transform: only("row space"),
          mark: { type: "rule", color: r2g2, opacity: 0.5, strokeWidth: 1.5, clip: true },
          encoding: ends,
        },
        {
          transform: only("same z"),
          mark: { type: "rule", color: "currentColor", strokeDash: [5, 4], opacity: 0.7, clip: true },
          encoding: ends,
        },
        {
          transform: only("draw"),
          mark: { type: "rule", color: "currentColor", opacity: 0.25, clip: true },
          encoding: ends,
        },
        {
          transform: only("draw"),
          mark: { type: "point", shape: "diamond", size: 45, filled: true, color: rt, clip: true },
          encoding: at("x", "y"),
        },
        {
          transform: only("draw"),
          mark: { type: "point", shape: "circle", size: 40, filled: true, color: r2g2, clip: true },
          encoding: at("toX", "toY"),
        },
        label("row space", "row space of A", { dx: 8, dy: 14 }),
        label("same z", "all ε with the same z", { dx: 6, dy: 6 }),
        entry("◆ ε", rt, 16),
        entry("● ε* = E[ε | z]", r2g2, 34),
      ],
    },
  };
}

/** The picture as an SVG file that stands alone. */
export async function projectionSvg(): Promise<string> {
  const { svg, warnings } = await renderSpec(projectionSpec(await projectionMarks()), "projection");
  if (warnings.length > 0) throw new RangeError(`the picture has warnings: ${warnings.join("; ")}`);
  return standaloneSvg(svg);
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("projection.svg", import.meta.url), await projectionSvg());
}
