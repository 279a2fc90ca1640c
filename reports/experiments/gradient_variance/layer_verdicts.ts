/**
 * Claims about where in a Bayesian network the variance falls.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { groupBy } from "../../analysis/select.ts";
import { ALL_LAYERS, PARAMETERS, type VarianceRow, varianceRows } from "../../analysis/variance.ts";
import { estimatorStyle } from "../../look/styles.ts";
import { formatInterval, formatSpan, type Interval, listing } from "../../look/format.ts";
import { type Claim, type Judgement, undecided } from "../../verdicts/types.ts";

const RULE =
  "Ratios of R2-G2's variance to that of RT (each kind of RT that was run), over a layer's mean and " +
  "scale parameters together, at the last measured step. Holds if every 95 % interval ends below 1, does not hold " +
  "if some interval lies above 1, otherwise not decided.";

/** Figures for the Bayesian MLP. */
export const mlpLayersClaim: Claim = {
  id: "bnn-top-and-bottom",
  claim: "In a Bayesian MLP R2-G2 has less gradient variance than RT, in the bottom and in the top layer.",
  source: "Lam et al. 2025, section 5, gradient variance of the Bayesian MLP",
  rule: RULE,
  command: "deno task bench --suite quick --estimators rt,rt-per-example,r2g2",
  judge: (records) =>
    judgeLayers(records, { models: /^mlp/, name: "Bayesian MLP", layers: (all) => [all[0], all.at(-1)] }),
};

/** Convolutions of VGG-11 that the paper treats; the first four keep RT. */
const TREATED: readonly string[] = ["conv5", "conv6", "conv7", "conv8"];

/** Figures for the convolutional network. */
export const convolutionClaim: Claim = {
  id: "conv-layers",
  claim:
    "In a Bayesian convolutional network R2-G2 has less gradient variance than RT in the last four convolutional layers.",
  source: "Lam et al. 2025, section 5, gradient variance of VGG-11",
  rule: `${RULE} Layers: ${TREATED.join(", ")}, those that the paper treats.`,
  command: "deno task bench --suite layers --data cifar10",
  judge: (records) =>
    judgeLayers(records, {
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

function judgeLayers(records: readonly BenchRecord[], choice: LayerChoice): Judgement {
  const found = lastRatios(records, { ...choice, block: PARAMETERS });
  if (found.length === 0) return undecided(`No R2-G2 and RT cells of a ${choice.name} in these records.`);
  const places = groupBy(found, ({ row }) => `${row.subject}, ${row.layer}`);
  const evidence = [...places].map(([place, own]) =>
    `${place}: ${
      listing(own.map(({ reference, ratio }) =>
        `${formatInterval(ratio)} of ${estimatorStyle(reference).label}'s`
      ))
    }`
  );
  const scale = lastRatios(records, { ...choice, block: "scale" }).map(({ ratio }) => ratio.value);
  const alone = scale.length === 0 ? [] : [`the scale's gradient alone: ${formatSpan(scale)}`];
  const judgement = { evidence: [...evidence, ...alone].join("; ") + "." };
  if (found.every(({ ratio }) => ratio.high < 1)) return { verdict: "holds", ...judgement };
  return {
    verdict: found.some(({ ratio }) => ratio.low > 1) ? "does not hold" : "not decided",
    ...judgement,
  };
}

/** Ratios of one block in the chosen layers, at each model's last measured step. */
function lastRatios(
  records: readonly BenchRecord[],
  { models, layers: chosen, block }: LayerChoice & { readonly block: string },
): LayerRatio[] {
  const rows = varianceRows(records).filter((row) =>
    models.test(row.subject) && row.estimator === "r2g2" && row.block === block && row.layer !== ALL_LAYERS
  );
  return [...groupBy(rows, ({ subject }) => subject).values()].flatMap((own) => {
    const step = Math.max(...own.map((row) => row.step));
    const layers = new Set(chosen([...new Set(own.map(({ layer }) => layer))]));
    return own.filter((row) => row.step === step && layers.has(row.layer)).flatMap(ratios);
  });
}

interface LayerRatio {
  readonly row: VarianceRow;
  readonly reference: string;
  readonly ratio: Interval;
}

function ratios(row: VarianceRow): LayerRatio[] {
  return Object.entries(row.ratios).map(([reference, ratio]) => ({ row, reference, ratio }));
}
