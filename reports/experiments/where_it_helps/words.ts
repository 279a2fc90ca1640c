/**
 * Where R2-G2 reduces variance, and whether sizes predict it.
 * @module
 */
import { groupBy } from "../../analysis/select.ts";
import { formatInterval, formatNumber, formatSpan, plural } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { GRID, type ReductionRow, settingOf } from "./rows.ts";

/** Within this factor a measured reduction counts as predicted. */
const NEAR = 2;
/** Within this a reduction is one: what float32 rounds in a gradient. */
const ROUNDING = 1e-3;

/** The span of reductions where there is anything to gain. */
export function whereItHelpsInBrief(rows: readonly ReductionRow[]): string | undefined {
  const gaining = rows.filter(({ block, predicted }) => block === "scale" && predicted > 1);
  return gaining.length === 0
    ? undefined
    : `where n > m, R2-G2 divides the variance of the scale's gradient by ${range(gaining)}`;
}

/** The grid by block and by whether n > m, then the paper's layers. */
export function whereItHelpsFindings(rows: readonly ReductionRow[]): Inlines[] {
  const scale = rows.filter(({ block }) => block === "scale");
  return [
    ...scaleFinding(scale.filter(({ layer }) => layer === GRID)),
    ...idleFinding(rows.filter(({ predicted }) => predicted <= 1)),
    ...upstreamFinding(rows.filter(({ block }) => block === "upstream")),
    ...layersFinding(scale.filter(({ layer }) => layer !== GRID)),
  ];
}

function scaleFinding(rows: readonly ReductionRow[]): Inlines[] {
  const gaining = rows.filter(({ predicted }) => predicted > 1);
  if (gaining.length === 0) return [];
  const near = gaining.filter(({ predicted, reduction: { low, high } }) =>
    high >= predicted / NEAR && low <= predicted * NEAR
  );
  const centers = [...groupBy(gaining, settingOf)].map(([setting, own]) => ({ setting, center: center(own) }))
    .sort((a, b) => a.center - b.center);
  const [least, most] = [centers[0], centers.at(-1)].map((each) =>
    `${formatNumber(each!.center, 2)} (${each!.setting})`
  );
  return [[
    strong("Scale block, n > m:"),
    ` R2-G2 divides the variance by ${range(gaining)}; within a factor of ${NEAR} of n / min(m, n) in ` +
    `${near.length} of ${plural(gaining.length, "case")}. Measured over predicted, in the geometric mean: ` +
    `${centers.length === 1 ? least : `${least} to ${most}`}.`,
  ]];
}

function idleFinding(rows: readonly ReductionRow[]): Inlines[] {
  if (rows.length === 0) return [];
  const same = rows.every(({ reduction: { value } }) => Math.abs(value - 1) < ROUNDING);
  return [[
    strong("Both blocks, n ≤ m:"),
    same
      ? ` exactly RT's variance in all ${plural(rows.length, "case")}.`
      : ` the variance is divided by ${range(rows)} in ${plural(rows.length, "case")}.`,
  ]];
}

function upstreamFinding(rows: readonly ReductionRow[]): Inlines[] {
  const gaining = rows.filter(({ predicted }) => predicted > 1);
  if (gaining.length === 0) return [];
  const clear = gaining.filter(({ reduction }) => reduction.low > 1);
  return [[
    strong("Upstream, n > m:"),
    ` the variance is divided by ${
      range(gaining)
    }, by more than 1 beyond the interval in ${clear.length} of ` +
    `${plural(gaining.length, "case")}: ${
      formatNumber(center(gaining), 2)
    } of n / min(m, n) in the geometric mean.`,
  ]];
}

function layersFinding(rows: readonly ReductionRow[]): Inlines[] {
  const [first] = rows;
  if (first === undefined) return [];
  const own = rows.filter((row) => settingOf(row) === settingOf(first)).sort((a, b) =>
    b.predicted - a.predicted
  );
  const words = own.map(({ layer, inputs, predicted, reduction }) =>
    `${nameOf(layer)} (n = ${inputs}) by ${formatInterval(reduction)} of ${formatNumber(predicted)} predicted`
  );
  return [[
    strong(`The paper's layers, ${settingOf(first)}:`),
    ` the variance of the scale's gradient is divided in ${words.join("; in ")}.`,
  ]];
}

function range(rows: readonly ReductionRow[]): string {
  return formatSpan(rows.map(({ reduction }) => reduction.value));
}

function center(rows: readonly ReductionRow[]): number {
  const logs = rows.map(({ predicted, reduction }) => Math.log(reduction.value / predicted));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / rows.length);
}

/** A layer without the size that stands behind its name. */
function nameOf(layer: string): string {
  return layer.replace(/,? \d+$/, "");
}
