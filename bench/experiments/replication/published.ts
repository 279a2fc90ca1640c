/**
 * What the R2-G2 paper (Lam, Bui, Deligiannidis, Teh, arXiv 2506.07687) printed, and what it left unsaid.
 *
 * Figures are means over five runs; a half width is 1.96 standard errors. The paper's log-likelihoods of
 * Bayesian networks carry an offset that nothing explains and are left out.
 * @module
 */

/** One printed figure. */
export interface PublishedFigure {
  /** As the model zoo names it; `cnn` is the Bayesian VGG-11. */
  readonly model: string;
  /** As the data sets are named; undefined for a speed. */
  readonly dataset?: string;
  /** The paper knows one RT and one R2-G2. */
  readonly estimator: "rt" | "lrt" | "r2g2";
  /** What was measured; a bound has 5000 importance samples, a speed is one V100's. */
  readonly figure: "test-bound" | "test-accuracy" | "steps-per-second";
  /** Unit of the value, as records name it. */
  readonly unit: string;
  /** Mean over five runs. */
  readonly value: number;
  /** 1.96 standard errors over five runs, where they are printed. */
  readonly halfWidth?: number;
}

/** Models that the paper's words fit as well: it does not say where the lower latents are drawn. */
const READINGS: Readonly<Record<string, string>> = { "vae2-decoder": "vae2", "vae3-decoder": "vae3" };

/** The model of the paper that a registered one stands for, whatever its settings: `vae3` for `vae3-decoder`. */
export function paperModel(model: string): string {
  const name = model.split("@")[0]!;
  return READINGS[name] ?? name;
}

/** Training steps of the published runs, by the paper's model. */
export const PUBLISHED_STEPS: Readonly<Record<string, number>> = {
  mlp: 15_000,
  cnn: 12_500,
  vae1: 100_000,
  vae2: 100_000,
  vae3: 100_000,
};

/** Importance-weighted test bounds with K = 5000, in nats: model, data set, R2-G2 and RT with half widths. */
// deno-fmt-ignore: one row of the table per line
const BOUNDS: readonly (readonly [string, string, number, number, number, number])[] = [
  ["vae1", "mnist", -94.39, 0.42, -94.22, 0.24],
  ["vae1", "omniglot", -117.61, 2.12, -117.64, 2.12],
  ["vae1", "fashion-mnist", -238.65, 0.26, -238.64, 0.25],
  ["vae2", "mnist", -106.85, 5.00, -107.64, 8.46],
  ["vae2", "omniglot", -129.80, 0.74, -131.48, 1.66],
  ["vae2", "fashion-mnist", -240.23, 0.64, -240.59, 0.93],
  ["vae3", "mnist", -102.45, 3.73, -111.50, 5.40],
  ["vae3", "omniglot", -134.95, 2.26, -136.12, 2.70],
  ["vae3", "fashion-mnist", -240.15, 0.86, -240.89, 0.97],
];

/** Test accuracies as shares: model, data set, estimator, value, half width. */
const ACCURACIES: readonly (readonly [string, string, PublishedFigure["estimator"], number, number])[] = [
  ["mlp", "mnist", "r2g2", 0.98, 0.0008],
  ["mlp", "mnist", "lrt", 0.9799, 0.0007],
  ["mlp", "mnist", "rt", 0.98, 0.0011],
  ["cnn", "cifar10", "r2g2", 0.6797, 0.0066],
  ["cnn", "cifar10", "rt", 0.6798, 0.0088],
];

/** Training steps per second on one V100: model, estimator, value. */
const SPEEDS: readonly (readonly [string, PublishedFigure["estimator"], number])[] = [
  ["mlp", "r2g2", 13.57],
  ["mlp", "rt", 10.52],
  ["mlp", "lrt", 48.25],
  ["cnn", "r2g2", 0.68],
  ["cnn", "rt", 2.31],
  ["vae1", "r2g2", 47.96],
  ["vae1", "rt", 127.66],
  ["vae2", "r2g2", 20.22],
  ["vae2", "rt", 78.72],
  ["vae3", "r2g2", 17.11],
  ["vae3", "rt", 48.41],
];

/** All printed figures that a run can be compared with. */
export const PUBLISHED: readonly PublishedFigure[] = [
  ...BOUNDS.flatMap(([model, dataset, r2g2, r2g2Width, rt, rtWidth]): PublishedFigure[] => {
    const common = { model, dataset, figure: "test-bound", unit: "nats" } as const;
    return [
      { ...common, estimator: "r2g2", value: r2g2, halfWidth: r2g2Width },
      { ...common, estimator: "rt", value: rt, halfWidth: rtWidth },
    ];
  }),
  ...ACCURACIES.map(([model, dataset, estimator, value, halfWidth]): PublishedFigure => (
    { model, dataset, estimator, figure: "test-accuracy", unit: "1", value, halfWidth }
  )),
  ...SPEEDS.map(([model, estimator, value]): PublishedFigure => (
    { model, estimator, figure: "steps-per-second", unit: "1/s", value }
  )),
];

/** A setting that the paper leaves unstated, and what is chosen here. */
export interface UnstatedSetting {
  /** What is left open. */
  readonly setting: string;
  /** Which models it is about. */
  readonly models: "classifier" | "generative" | "all";
  /** What this package does. */
  readonly choice: string;
}

/** Every setting that the paper leaves unstated. */
// deno-fmt-ignore: one setting per line
export const UNSTATED: readonly UnstatedSetting[] = [
  { setting: "pairing of seeds", models: "all", choice: "paired: same start, minibatches and keys for every estimator" },
  { setting: "Adam's decays", models: "all", choice: "0.9 and 0.999, epsilon 1e-8" },
  { setting: "stopping", models: "all", choice: "the last step; no validation set" },
  { setting: "tolerance of conjugate gradients", models: "all", choice: "1e-3 on every residual entry (r2g2-cg); r2g2 solves exactly" },
  { setting: "how gradient variance is measured", models: "all", choice: "half squared distances of independent pairs on a fixed minibatch" },
  { setting: "prior of the weights", models: "classifier", choice: "N(0, 1) on every weight" },
  { setting: "start of the weights' means", models: "classifier", choice: "He-normal" },
  { setting: "start of the weights' scales", models: "classifier", choice: "exp(-6)" },
  { setting: "parametrisation of the weights' scales", models: "classifier", choice: "logarithm" },
  { setting: "biases", models: "classifier", choice: "deterministic, starting at 0" },
  { setting: "draws of RT", models: "classifier", choice: "both: one for a minibatch (rt), one for every example (rt-per-example)" },
  { setting: "weight samples at test time", models: "classifier", choice: "the record's testSamples, pre-activations drawn as LRT draws them" },
  { setting: "widths of VGG-11's dense layers", models: "classifier", choice: "two of 512 before the classes (model cnn; suite layers)" },
  { setting: "augmentation of CIFAR-10", models: "classifier", choice: "none (model cnn; suite layers)" },
  { setting: "start of the networks", models: "generative", choice: "Glorot-uniform weights, biases at 0" },
  { setting: "output biases", models: "generative", choice: "logits of the training pixel means, clipped to 0.001 and 0.999" },
  { setting: "scales of the latents", models: "generative", choice: "exponential of a linear layer" },
  { setting: "divergence of the top latent", models: "generative", choice: "closed form" },
  { setting: "binarisation of the test set", models: "generative", choice: "drawn once, the same for every estimator" },
];
