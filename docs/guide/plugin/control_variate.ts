/**
 * RT with a control variate: a plugin.
 *
 * RT differentiates z = W(µ + σ ∘ ε), so that its gradient by σ is linear in ε. Given z, the noise has the mean
 * ε* = E[ε | z], so c (ε − ε*) has mean zero for every loss of z: a control variate. With ε − c (ε − ε*) in the place of ε the
 * gradient is unbiased for every c, and its variance is (1 − c)² of what RT has above R2-G2; c = 1 is R2-G2.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { type Draw, type Estimator, getEstimator, registerEstimator } from "@r2g2/bench";

const COEFFICIENT = 0.75;
const [rt, r2g2] = [getEstimator("rt"), getEstimator("r2g2")];

const controlVariate: Estimator = {
  name: "rt-control-variate",
  label: "RT, control variate",
  unbiased: true,
  options: { coefficient: COEFFICIENT },
  supports: (site) => site.map.kind === "dense" || "it conditions latent vectors, not a layer's weights",
  noiseShape: (site, batch) => rt.noiseShape(site, batch),
  draw(site, noise) {
    const draw = () => {
      const [plain, conditioned] = [rt.draw(site, noise), r2g2.draw(site, noise)]; // the same value
      const preactivations = tf.add(
        tf.mul(1 - COEFFICIENT, plain.preactivations),
        tf.mul(COEFFICIENT, conditioned.preactivations),
      );
      return { ...conditioned, preactivations };
    };
    return tf.tidy(draw as unknown as () => tf.TensorContainer) as unknown as Draw;
  },
  cost(site) {
    const [plain, conditioned] = [rt.cost(site), r2g2.cost(site)];
    return { fixed: plain.fixed + conditioned.fixed, perIteration: conditioned.perIteration };
  },
};

registerEstimator(controlVariate);
