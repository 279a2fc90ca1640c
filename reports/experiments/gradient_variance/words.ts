/**
 * How much less variance, and where.
 * @module
 */
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { groupBy, inOrder } from "../../analysis/select.ts";
import {
  formatInterval,
  formatNumber,
  formatSpan,
  type Interval,
  isExactlyOne,
  listing,
} from "../../look/format.ts";
import { isPlain } from "../../look/series.ts";
import { estimatorStyle } from "../../look/styles.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { atLastStep, type GradientVarianceRows, type VarianceRow } from "./rows.ts";

/** The span of R2-G2's variance over RT's, over models. */
export function varianceInBrief({ fixed }: GradientVarianceRows): string | undefined {
  const ratios = atLastStep(fixed)
    .filter((row) => isPlain(row, "r2g2") && row.layer === ALL_LAYERS && row.block === PARAMETERS)
    .flatMap((row) => (row.ratios["rt"] === undefined ? [] : [row.ratios["rt"].value]));
  return ratios.length === 0 ? undefined : `R2-G2 has ${formatSpan(ratios)} times the variance of RT`;
}

/** R2-G2's variance over RT's, model by model; its mean block; what is left over minibatches. */
export function varianceFindings({ fixed, total }: GradientVarianceRows): Inlines[] {
  const rows = atLastStep(fixed).filter((row) => isPlain(row, "r2g2"));
  const totals = rows.filter(({ layer }) => layer === ALL_LAYERS);
  const bySubject = [...groupBy(totals, ({ subject }) => subject)].sort(([a], [b]) => inOrder(a, b));
  const exact = bySubject.filter(([, own]) => isRt(own)).map(([subject]) => subject);
  return [
    ...bySubject.flatMap(([subject, own]) => (exact.includes(subject) ? [] : [sentence(subject, own)])),
    ...(exact.length === 0
      ? []
      : [[strong(`${listing(exact)}:`), " R2-G2's gradient is exactly RT's in every block."]]),
    ...meanFindings(rows),
    ...totalFinding(total),
  ];
}

/** Whether every block has RT's variance, sample by sample. */
function isRt(rows: readonly VarianceRow[]): boolean {
  return rows.every(({ ratios }) => ratios["rt"] !== undefined && isExactlyOne(ratios["rt"]));
}

function sentence(subject: string, rows: readonly VarianceRow[]): Inlines {
  const references = [...new Set(rows.flatMap(({ ratios }) => Object.keys(ratios)))];
  const blocks = ["scale", "upstream", PARAMETERS];
  const parts = references.map((reference) => {
    const numbers = blocks.flatMap((block) => {
      const ratio = rows.find((row) => row.block === block)?.ratios[reference];
      return ratio === undefined ? [] : [`${nameOf(block)} ${inWords(ratio, reference)}`];
    });
    return `over ${estimatorStyle(reference).label}'s: ${numbers.join(", ")}`;
  });
  const step = formatNumber(rows[0]?.step ?? 0, 6);
  if (parts.length === 0) return [strong(`${subject}:`), " RT was not measured, so there is no ratio."];
  return [
    strong(`${subject}, step ${step}:`),
    ` R2-G2's variance, summed over layers, ${parts.join("; ")}.`,
  ];
}

function nameOf(block: string): string {
  return block === PARAMETERS ? "all parameters" : block;
}

function inWords(ratio: Interval, reference: string): string {
  if (!isExactlyOne(ratio)) return formatInterval(ratio, 2);
  return reference === "rt" ? "1 (exactly RT)" : "1";
}

/** The mean block beside RT per example: the same at a layer of its own, less below treated layers. */
function meanFindings(rows: readonly VarianceRow[]): Inlines[] {
  const own = rows.filter(({ layer, block, ratios }) =>
    layer !== ALL_LAYERS && block === "mean" && ratios["rt-per-example"] !== undefined
  );
  return [...groupBy(own, ({ subject }) => subject)].map(([subject, layers]) => {
    const numbers = layers.length > FEW ? extremesInWords(layers) : layers.map(perExampleInWords).join(", ");
    return [
      strong(`${subject}, mean block over RT per example's:`),
      ` ${numbers}. R2-G2 leaves a layer's own mean gradient as RT per example has it; below a treated ` +
      "layer less noise flows down.",
    ];
  });
}

/** Beyond this many layers, only the least and the largest are given. */
const FEW = 4;

function perExampleInWords({ layer, ratios }: VarianceRow): string {
  return `${layer} ${inWords(ratios["rt-per-example"] as Interval, "rt-per-example")}`;
}

function extremesInWords(layers: readonly VarianceRow[]): string {
  const sorted = [...layers].sort((a, b) =>
    (a.ratios["rt-per-example"]?.value ?? 0) - (b.ratios["rt-per-example"]?.value ?? 0)
  );
  const ends = [sorted[0], sorted.at(-1)] as [VarianceRow, VarianceRow];
  return `from ${ends.map(perExampleInWords).join(" to ")}`;
}

/** What training sees: the reduction over minibatches, all blocks of parameters together where there are several. */
function totalFinding(total: readonly VarianceRow[]): Inlines[] {
  const rows = atLastStep(total).filter((row) =>
    row.layer === ALL_LAYERS && isPlain(row, "r2g2") && row.ratios["rt"] !== undefined
  );
  const sums = new Set(rows.filter(({ block }) => block === PARAMETERS).map(({ subject }) => subject));
  const shown = rows.filter(({ subject, block }) => block === PARAMETERS || !sums.has(subject))
    .sort((a, b) => inOrder(a.subject, b.subject));
  if (shown.length === 0) return [];
  const ratioOf = ({ ratios }: VarianceRow) => ratios["rt"] as Interval;
  const exact = shown.filter((row) => isExactlyOne(ratioOf(row))).map(({ subject }) => subject);
  const words = [
    ...shown.filter((row) => !isExactlyOne(ratioOf(row))).map((row) =>
      `${row.subject} ${nameOf(row.block)} ${formatInterval(ratioOf(row), 2)}`
    ),
    ...(exact.length === 0 ? [] : [`exactly RT's in ${listing(exact)}`]),
  ];
  return [[
    strong("Over minibatches too,"),
    ` as in training (law of total variance), R2-G2's variance over RT's: ${words.join(", ")}.`,
  ]];
}
