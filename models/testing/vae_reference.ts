/**
 * A small VAE's negative bound in float64, written down from the equations without tensors.
 * @module
 */

/** Rows of numbers in float64. */
export type Rows = number[][];

interface Gaussian {
  readonly mean: Rows;
  readonly logScale: Rows;
}

/** What a bound is computed of. */
export interface VaeReference {
  /** As the model names them; what has one axis is a row. */
  readonly parameters: ReadonlyMap<string, Rows>;
  readonly images: Rows;
  /** Noise of each latent, v₁ first. */
  readonly noise: readonly Rows[];
  readonly sampled: "posterior" | "decoder";
}

/** The mean negative bound of one draw of every example, the top latent's divergence in closed form. */
export function vaeLoss({ parameters, images, noise, sampled }: VaeReference): number {
  const layers = noise.length;
  const dense = (name: string, x: Rows): Rows => {
    const [weights, [bias]] = [
      parameters.get(`${name}/weights`)!,
      parameters.get(`${name}/bias`) as [number[]],
    ];
    return x.map((row) =>
      bias.map((b, j) => row.reduce((sum, value, k) => sum + value * weights[k]![j]!, b))
    );
  };
  const tanh = (x: Rows) => x.map((row) => row.map(Math.tanh));
  const conditional = (name: string, x: Rows): Gaussian => {
    const hidden = tanh(dense(`${name}/hidden2`, tanh(dense(`${name}/hidden1`, x))));
    return { mean: dense(`${name}/mean`, hidden), logScale: dense(`${name}/logScale`, hidden) };
  };
  const draw = ({ mean, logScale }: Gaussian, latent: number): Rows =>
    mean.map((row, b) => row.map((m, j) => m + Math.exp(logScale[b]![j]!) * noise[latent]![b]![j]!));
  const logDensity = (v: Rows, { mean, logScale }: Gaussian) =>
    sum(v.map((row, b) =>
      sum(row.map((x, j) => {
        const log = logScale[b]![j]!;
        return -0.5 * ((x - mean[b]![j]!) / Math.exp(log)) ** 2 - log - 0.5 * Math.log(2 * Math.PI);
      }))
    ));
  const values: Rows[] = [];
  let loss = 0;
  let top: Gaussian;
  if (sampled === "posterior") {
    const laws: Gaussian[] = [];
    for (let i = 0; i < layers; i++) {
      laws.push(conditional(`q${i + 1}`, i === 0 ? images : values[i - 1]!));
      values.push(draw(laws[i]!, i));
    }
    for (let i = 0; i + 1 < layers; i++) {
      loss += logDensity(values[i]!, laws[i]!) -
        logDensity(values[i]!, conditional(`p${i + 1}`, values[i + 1]!));
    }
    top = laws.at(-1)!;
  } else {
    top = conditional(`q${layers}`, images);
    values[layers - 1] = draw(top, layers - 1);
    for (let i = layers - 2; i >= 0; i--) values[i] = draw(conditional(`p${i + 1}`, values[i + 1]!), i);
  }
  loss += sum(
    top.mean.map((row, b) =>
      sum(row.map((m, j) => (Math.exp(2 * top.logScale[b]![j]!) + m ** 2 - 1) / 2 - top.logScale[b]![j]!))
    ),
  );
  const [first, [bias]] = [parameters.get("first/weights")!, parameters.get("first/bias") as [number[]]];
  const hidden = values[0]!.map((v) =>
    first.map((row, i) => Math.tanh(bias[i]! + sum(row.map((w, j) => w * v[j]!))))
  );
  const logits = dense("output", tanh(dense("second", hidden)));
  loss += sum(
    logits.map((row, b) =>
      sum(row.map((l, p) => Math.max(l, 0) + Math.log1p(Math.exp(-Math.abs(l))) - images[b]![p]! * l))
    ),
  );
  return loss / images.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
