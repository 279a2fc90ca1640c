/**
 * Advice as text and as JSON.
 * @module
 */
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { toMarkdown } from "mdast-util-to-markdown";
import { getEstimator } from "../../estimators/mod.ts";
import type { Interval } from "../stats/mod.ts";
import type { ModelAdvice } from "./advise_model.ts";
import type { SiteAdvice } from "./advise_site.ts";
import type { LayerPrediction } from "./networks/predict.ts";
import type { Network } from "./networks/types.ts";
import type { SiteSizes } from "./site_sizes.ts";

/** Advice for a site, in lines. */
export function siteLines(advice: SiteAdvice): string[] {
  const { site, use, rule, reduction, times, breakEven, share, efficiency, evidence } = advice;
  return [
    `Use ${label(use)}: ${rule}.`,
    "",
    `${siteInWords(site)}.`,
    `R2-G2 divides the noise by ${digits(reduction)} at most.`,
    ...(Number.isFinite(breakEven.costs)
      ? [
        `It costs as much as ${digits(breakEven.costs)} draws of RT; ${
          digits(breakEven.matches)
        } draws leave as little noise.`,
        breakEven.share < 1
          ? `It pays where RT's noise is more than ${percent(breakEven.share)} of the gradient's variance.`
          : "It pays nowhere.",
        `At ${percent(share)} its variance × time is ${digits(efficiency)} of RT's.`,
      ]
      : []),
    "",
    ...table(
      ["estimator", "gradient, ms", "time over RT", "FLOPs of a draw over RT"],
      times.map(({ estimator, milliseconds, ratio, flopsRatio }) => [
        label(estimator),
        digits(milliseconds),
        interval(ratio),
        digits(flopsRatio),
      ]),
    ),
    "",
    ...evidence.map((line) => `* ${line}`),
  ];
}

/** Advice for a model's layers, in lines. */
export function modelLines(
  model: string,
  { layers, step, least }: ModelAdvice,
  { batch }: { readonly batch: number },
): string[] {
  const uses = Map.groupBy(layers, ({ use }) => use);
  const timed = layers.find((layer) => "evidence" in layer);
  return [
    ...[...uses].map(([use, those]) => `Use ${label(use)} in ${those.map(({ layer }) => layer).join(", ")}.`),
    "",
    `${model}, minibatch of ${batch}: a whole training step with R2-G2 takes ${
      interval(step)
    } times as long as ` +
    `with RT. It can pay only where RT's noise is more than ${percent(least)} of the gradient's variance.`,
    "Reduction: of a layer's noise, at most. Share: R2-G2 pays where RT's noise is more, at the cost of the whole step.",
    "",
    ...table(
      ["layer", "Gaussian", "reduction", "R2-G2's time over RT's, alone", "share", "use", "because"],
      layers.map((row) => [
        row.layer,
        siteInWords(row.site).split(";")[0]!,
        ...("reduction" in row ? measured(row) : ["–", "–", "–"]),
        label(row.use),
        row.rule,
      ]),
    ),
    ...(timed === undefined ? [] : ["", ...timed.evidence.slice(1).map((line) => `* ${line}`)]),
  ];
}

function measured({ reduction, times, breakEven }: SiteAdvice): string[] {
  const ratio = times.find(({ estimator }) => estimator === "r2g2")?.ratio;
  return [
    digits(reduction),
    ratio === undefined ? "–" : interval(ratio),
    reduction === 1 || breakEven.share >= 1 ? "nowhere" : percent(breakEven.share),
  ];
}

/** Predictions for a network, in lines. */
export function networkLines(
  { name, source }: Network,
  layers: readonly LayerPrediction[],
  { batch }: { readonly batch: number },
): string[] {
  return [
    `${name} (${source}), minibatch of ${batch}: predicted from sizes; nothing was run.`,
    "Reduction: of the noise of one draw for each example, at most. Memory: R2-G2's Gram matrices.",
    "Share: R2-G2 pays where RT's noise is more of the gradient's variance than this.",
    "",
    ...table(
      ["layer", "P", "n", "units", "reduction", "FLOPs over RT", "memory", "share", "use"],
      layers.map(({ name: layer, count = 1, ...row }) => [
        count === 1 ? layer : `${count} × ${layer}`,
        String(row.positions),
        String(row.inputs),
        String(row.units),
        digits(row.reduction),
        digits(row.flopsRatio),
        row.bytes === 0 ? "–" : bytes(row.bytes),
        row.reduction === 1 || row.share >= 1 ? "nowhere" : percent(row.share),
        `${label(row.use)}${row.supported === true ? "" : " (too many positions)"}`,
      ]),
    ),
  ];
}

function siteInWords({ outputs, inputs, positions, family, batch, spread }: SiteSizes): string {
  const scales = spread === 1 ? "" : `, scales that differ by ${spread}`;
  if (positions === undefined) {
    return `A latent vector of ${inputs}, ${family}${scales}, under a linear map to ${outputs}; minibatch of ${batch}`;
  }
  const where = positions === 1 ? "a dense layer" : `${positions} positions`;
  return `Weights of ${where}: ${outputs} units of ${inputs}${scales}; minibatch of ${batch}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => ({
    type: "tableRow" as const,
    children: cells.map((value) => ({
      type: "tableCell" as const,
      children: [{ type: "text" as const, value }],
    })),
  });
  const align = header.map((_, i) => i === 0 || i === header.length - 1 ? null : "right" as const);
  return toMarkdown({ type: "table", align, children: [header, ...rows].map(line) }, {
    extensions: [gfmTableToMarkdown()],
  }).trimEnd().split("\n");
}

function digits(value: number): string {
  return value >= 1000 ? value.toPrecision(4).replace(/\.?0+$/, "") : String(Number(value.toPrecision(3)));
}

function interval({ value, low, high }: Interval): string {
  return low === high ? digits(value) : `${digits(value)} (${digits(low)} to ${digits(high)})`;
}

function percent(share: number): string {
  return `${digits(100 * share)} %`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"];

function bytes(value: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(value) / 3)));
  return `${digits(value / 1000 ** power)} ${UNITS[power]}`;
}

function label(estimator: string): string {
  return getEstimator(estimator).label;
}
