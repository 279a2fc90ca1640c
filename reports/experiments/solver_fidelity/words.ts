/**
 * Whether solvers give what the method promises.
 * @module
 */
import { formatInterval, formatNumber, type Interval, plural } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { type FidelityRow, isTrained, placeLabel, PUBLISHED, startLabel } from "./rows.ts";

/** Below this share of its length, noise counts as the same: float32's rounding through a solve. */
const SAME = 1e-3;

/** In how many checkpoints the exact solver gives RT. */
export function fidelityInBrief(rows: readonly FidelityRow[]): string | undefined {
  const exact = rows.filter((row) => row.start === "exact" && isTrained(row));
  const off = exact.filter(({ farthest }) => farthest > SAME).length;
  return exact.length === 0
    ? undefined
    : `solved exactly, R2-G2 is RT sample by sample in ${exact.length - off} of ` +
      plural(exact.length, "checkpoint");
}

/** The exact solver, the published one along training and at fixed scales, and the bias of all but the exact one. */
export function fidelityFindings(rows: readonly FidelityRow[]): Inlines[] {
  const exact = rows.filter((row) => row.start === "exact" && isTrained(row));
  const published = rows.filter(({ start, cap }) => start === PUBLISHED.start && cap === PUBLISHED.cap);
  return [
    ...exactFinding(exact),
    ...publishedFinding("Published solver along training", published.filter(isTrained)),
    ...publishedFinding("Published solver, fixed scales", published.filter((row) => !isTrained(row))),
    ...biasFinding(rows.filter(({ start }) => start !== "exact")),
  ];
}

function exactFinding(rows: readonly FidelityRow[]): Inlines[] {
  if (rows.length === 0) return [];
  const farthest = Math.max(...rows.map((row) => row.farthest));
  const models = [...new Set(rows.map(({ subject }) => subject))].join(", ");
  const verdict = farthest <= SAME
    ? "solved exactly, R2-G2 is RT, sample by sample: it can change nothing"
    : "solved exactly, R2-G2 is not RT";
  return [[
    strong(`${models}:`),
    ` ${verdict} (largest distance of the noise from RT's ${formatNumber(farthest)} of its length, over ` +
    `${plural(rows.length, "checkpoint")}).`,
  ]];
}

function publishedFinding(title: string, rows: readonly FidelityRow[]): Inlines[] {
  if (rows.length === 0) return [];
  const off = rows.filter(({ distance }) => distance.low > SAME);
  const [least, most] = [...rows].sort((a, b) => a.distance.value - b.distance.value).filter((_, i) =>
    i === 0 || i === rows.length - 1
  ) as [FidelityRow, FidelityRow?];
  const at = (row: FidelityRow) => `${formatInterval(row.distance)} at ${placeLabel(row)}`;
  return [[
    strong(`${title}:`),
    ` ${off.length === 0 ? "the noise is RT's within" : "the noise is not RT's beyond"} ${SAME} ` +
    `of its length in ${off.length === 0 ? rows.length : off.length} of ${
      plural(rows.length, "place")
    }; median ` +
    `distance ${at(least)}${most === undefined ? "" : `, ${at(most)}`}.`,
  ]];
}

/** The largest clear bias, and how many cells are clear. */
function biasFinding(rows: readonly FidelityRow[]): Inlines[] {
  const cells = rows.flatMap((row) =>
    Object.entries(row.bias).map(([block, bias]) => ({ row, block, bias }))
  );
  if (cells.length === 0) return [];
  const clear = cells.filter(({ bias }) => isClear(bias));
  const worst = [...clear].sort((a, b) => Math.abs(b.bias.value) - Math.abs(a.bias.value))[0];
  const example = worst === undefined
    ? ""
    : `; the largest is ${formatInterval(worst.bias)} of the true gradient ` +
      `(${worst.block} block, ${worst.row.subject}, ${placeLabel(worst.row)}, ${
        startLabel(worst.row.start)
      }, at most ` +
      `${worst.row.cap} steps)`;
  return [[
    strong("Bias of CG:"),
    ` the interval excludes 0 in ${clear.length} of ${plural(cells.length, "cell")}, of which chance alone ` +
    `explains about ${formatNumber(0.05 * cells.length, 2)}${example}.`,
  ]];
}

function isClear({ low, high }: Interval): boolean {
  return low > 0 || high < 0;
}
