/**
 * A small transformer in float64, written down from the equations without tensors.
 * @module
 */
import { transformerLayers } from "../transformer/transformer.ts";

/** Rows of numbers in float64. */
export type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
const plus = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((x, j) => x + b[i % b.length]![j]!));
const softmax = (row: number[]): number[] => {
  const top = Math.max(...row);
  const exps = row.map((x) => Math.exp(x - top));
  const sum = exps.reduce((a, b) => a + b);
  return exps.map((x) => x / sum);
};

/**
 * The objective of a transformer with one block, two heads of two values and four tokens of 2 × 2 pixels and 2
 * colours, with the weights' noise given.
 *
 * @param parameters as the model names them; what has one axis is a row
 * @param options.noise of the projections, in the order of `transformerLayers`
 */
export function transformerLoss(
  parameters: ReadonlyMap<string, Matrix>,
  { images, labels, noise, trainingExamples }: {
    readonly images: Matrix;
    readonly labels: readonly number[];
    readonly noise: readonly Matrix[];
    readonly trainingExamples: number;
  },
): number {
  const get = (name: string) => parameters.get(name)!;
  const weights = transformerLayers(1).map((layer, i) =>
    get(`${layer}/mean`).map((row, k) =>
      row.map((mean, j) => mean + Math.exp(get(`${layer}/logScale`)[k]![j]!) * noise[i]![k]![j]!)
    )
  );
  const project = (layer: string, x: Matrix) =>
    plus(product(x, weights[transformerLayers(1).indexOf(layer)]!), get(`${layer}/bias`));
  const norm = (number: number, x: Matrix) =>
    x.map((row) => {
      const mean = row.reduce((a, b) => a + b) / row.length;
      const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length;
      return row.map((v, j) =>
        get(`norm${number}/gain`)[0]![j]! * (v - mean) / Math.sqrt(variance + 1e-5) +
        get(`norm${number}/bias`)[0]![j]!
      );
    });
  let loss = 0;
  images.forEach((image, b) => {
    const patches = [0, 1, 2, 3].map((patch) =>
      [0, 1, 2, 3].flatMap((pixel) => {
        const row = 2 * (patch >> 1) + (pixel >> 1);
        const column = 2 * (patch & 1) + (pixel & 1);
        return [0, 1].map((c) => image[(row * 4 + column) * 2 + c]!);
      })
    );
    let h = plus(plus(product(patches, get("embed/weights")), get("embed/bias")), get("position"));
    const n = norm(1, h);
    const [q, k, v] = ["query1", "key1", "value1"].map((layer) => project(layer, n)) as [
      Matrix,
      Matrix,
      Matrix,
    ];
    const seen = h.map((_, t) =>
      [0, 1].flatMap((head) => {
        const part = [2 * head, 2 * head + 1];
        const scores = k.map((other) =>
          part.reduce((sum, j) => sum + q[t]![j]! * other[j]!, 0) / Math.sqrt(2)
        );
        const shares = softmax(scores);
        return part.map((j) => shares.reduce((sum, share, s) => sum + share * v[s]![j]!, 0));
      })
    );
    h = plus(h, project("output1", seen));
    const up = project("up1", norm(2, h)).map((row) => row.map((x) => Math.max(0, x)));
    h = plus(h, project("down1", up));
    const last = norm(3, h);
    const pooled = last[0]!.map((_, j) => last.reduce((sum, row) => sum + row[j]! / 4, 0));
    const logits = plus(product([pooled], get("head/weights")), get("head/bias"))[0]!;
    loss -= Math.log(softmax(logits)[labels[b]!]!) / images.length;
  });
  let kl = 0;
  for (const layer of transformerLayers(1)) {
    get(`${layer}/mean`).forEach((row, k) =>
      row.forEach((mean, j) => {
        const log = get(`${layer}/logScale`)[k]![j]!;
        kl += (Math.exp(2 * log) + mean ** 2 - 1) / 2 - log;
      })
    );
  }
  return loss + kl / trainingExamples;
}
