/**
 * Claims about where in a Bayesian network the variance falls.
 * @module
 */
import { groupBy } from "../../analysis/select.ts";
import { ALL_LAYERS, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { estimatorStyle } from "../../look/styles.ts";
import { formatInterval, formatSpan, listing } from "../../look/format.ts";
import { isPlain } from "../../look/series.ts";
import { LOG_RATIO_MARGINS, outcomesOf } from "../../../bench/stats/mod.ts";
import {
  type Claim,
  FEWEST_SEEDS,
  type Judgement,
  notMeasured,
  overPlaces,
  scopeInWords,
  tooFewSeeds,
  wantedSeeds,
} from "../claim.ts";
import { type GradientVarianceRows, ratiosOf, type VarianceRatio, type VarianceRow } from "./rows.ts";

const RULE =
  "Ratios of R2-G2's variance to that of RT (each kind of RT that was run), over a layer's mean and " +
  `scale parameters together, at the last measured step, over at least ${FEWEST_SEEDS} seeds. A layer holds if each ` +
  "of its intervals ends below .9, and does not if one starts above 1/.9 or lies within .9 to 1/.9 (Holm over all, " +
  "error rate .05). Mixed if layers differ, inconclusive if some are open.";

/** Figures for the Bayesian MLP. */
export const mlpLayersClaim: Claim<GradientVarianceRows> = {
  position: 4,
  id: "bnn-top-and-bottom",
  topic: "Variance",
  claim: "In a Bayesian MLP R2-G2 has less gradient variance than RT, in the bottom and in the top layer.",
  source: "Lam et al. 2025, section 5, gradient variance of the Bayesian MLP",
  rule: RULE,
  command: "deno task bench --suite quick --estimators rt,rt-per-example,r2g2",
  judge: ({ fixed }) =>
    judgeLayers(fixed, { models: /^mlp/, name: "Bayesian MLP", layers: (all) => [all[0], all.at(-1)] }),
};

/** Convolutions of VGG-11 that the paper treats; the first four keep RT. */
const TREATED: readonly string[] = ["conv5", "conv6", "conv7", "conv8"];

/** Figures for the convolutional network. */
export const convolutionClaim: Claim<GradientVarianceRows> = {
  position: 5,
  id: "conv-layers",
  topic: "Variance",
  claim:
    "In a Bayesian convolutional network R2-G2 has less gradient variance than RT in the last four convolutional layers.",
  source: "Lam et al. 2025, section 5, gradient variance of VGG-11",
  rule: `${RULE} Layers: ${TREATED.join(", ")}, those that the paper treats.`,
  command: "deno task bench --suite layers --data cifar10",
  judge: ({ fixed }) =>
    judgeLayers(fixed, {
      models: /^cnn/,
      name: "Bayesian convolutional network",
      layers: (all) => all.filter((layer) => TREATED.includes(layer)),
    }),
};

interface LayerChoice {
  readonly models: RegExp;
  readonly name: string;
  layers(all: readonly string[]): readonly (string | undefined)[];
}

function judgeLayers(rows: readonly VarianceRow[], choice: LayerChoice): Judgement {
  const found = lastRatios(rows, { ...choice, block: PARAMETERS });
  if (found.length === 0) return notMeasured(`No R2-G2 and RT cells of a ${choice.name} in these records.`);
  const outcomes = outcomesOf(found.map(({ ratio }) => ratio.log), LOG_RATIO_MARGINS);
  const places = groupBy(
    found.map((one, i) => ({ ...one, outcome: outcomes[i] })),
    ({ row }) => `${row.subject}, ${row.layer}`,
  );
  const evidence = [...places].map(([place, own]) =>
    `${place}: ${
      listing(own.map(({ reference, ratio }) =>
        `${formatInterval(ratio)} of ${estimatorStyle(reference).label}'s`
      ))
    }`
  );
  const scale = lastRatios(rows, { ...choice, block: "scale" }).map(({ ratio }) => ratio.value);
  const alone = scale.length === 0 ? [] : [`the scale's gradient alone: ${formatSpan(scale)}`];
  const measured = {
    scope: scopeInWords({
      models: found.map(({ row }) => row.subject),
      steps: found.map(({ row }) => row.step),
      seeds: found.map(({ row }) => row.seeds),
    }),
    evidence: [...evidence, ...alone].join("; ") + ".",
  };
  const fewest = Math.min(...found.map(({ row }) => row.seeds));
  if (fewest < FEWEST_SEEDS) return tooFewSeeds(fewest, measured);
  const verdict = overPlaces([...places].map(([name, own]) => {
    if (own.every(({ outcome }) => outcome === "less")) return { name, says: "holds" };
    const open = own.filter(({ outcome }) => outcome === "inconclusive").map(({ ratio, row: { seeds } }) =>
      wantedSeeds(ratio.log, { seeds, margins: [LOG_RATIO_MARGINS.low, LOG_RATIO_MARGINS.high] })
    );
    return own.some(({ outcome }) => outcome === "more" || outcome === "equivalent")
      ? { name, says: "does not hold" }
      : { name, says: "inconclusive", wanted: open[0] };
  }));
  return { ...verdict, ...measured };
}

/** Ratios of one block in the chosen layers, at each model's last measured step. */
function lastRatios(
  rows: readonly VarianceRow[],
  { models, layers: chosen, block }: LayerChoice & { readonly block: string },
): VarianceRatio[] {
  const found = rows.filter((row) =>
    models.test(row.model) && isPlain(row, "r2g2") && row.block === block && row.layer !== ALL_LAYERS
  );
  return [...groupBy(found, ({ subject }) => subject).values()].flatMap((own) => {
    const step = Math.max(...own.map((row) => row.step));
    const layers = new Set(chosen([...new Set(own.map(({ layer }) => layer))]));
    return own.filter((row) => row.step === step && layers.has(row.layer)).flatMap(ratiosOf);
  });
}
