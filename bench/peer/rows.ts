/**
 * The steps that both sides have, by name. Needs no tfjs.
 * @module
 */

/** Images of a minibatch. */
export const BATCH = 80;

/** Names of one training step. */
export interface PeerStepName {
  /** Name of the model on both sides, e.g. `vae1`. */
  readonly model: string;
  /** Name of the estimator on the other side, e.g. `rt-shared`. */
  readonly estimator: string;
}

/** A step, and what it is called on our side and on a page. */
export interface PeerStepRow extends PeerStepName {
  /** Name of the estimator on our side. */
  readonly own: string;
  readonly label: string;
}

/** All steps. R2-G2 is exact on our side, and by the published conjugate gradients on the other. */
export const PEER_ROWS: readonly PeerStepRow[] = [
  ...[1, 2, 3].flatMap((layers) => [
    row(`vae${layers}`, "rt", { label: `VAE L=${layers}, RT` }),
    row(`vae${layers}`, "r2g2", { label: `VAE L=${layers}, R2-G2` }),
  ]),
  row("vae1-narrow", "rt", { label: "VAE 200→50, RT" }),
  row("vae1-narrow", "r2g2", { label: "VAE 200→50, R2-G2" }),
  row("mlp", "lrt", { label: "MLP, LRT" }),
  row("mlp", "r2g2", { label: "MLP, R2-G2" }),
  row("mlp", "rt-shared", { label: "MLP, RT shared", own: "rt" }),
  row("mlp", "rt-per-example", { label: "MLP, RT per example" }),
  row("cnn", "rt", { label: "VGG-11, RT" }),
  row("cnn", "r2g2", { label: "VGG-11, R2-G2" }),
];

/** Names of the models that have steps. */
export const peerModels: readonly string[] = [...new Set(PEER_ROWS.map(({ model }) => model))];

/** Steps of some models. */
export function rowsOf(models: readonly string[]): readonly PeerStepRow[] {
  return PEER_ROWS.filter(({ model }) => models.includes(model));
}

function row(model: string, estimator: string, { label, own = estimator }: { label: string; own?: string }) {
  return { model, estimator, own, label };
}
