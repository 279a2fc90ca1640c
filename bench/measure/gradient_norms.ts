/**
 * In what the length of a gradient is measured: a weight for every entry.
 *
 * A trace depends on the parametrisation. A model trains log σ; a gradient in σ² is that one over 2σ² for its scales
 * and the same for all else; what an update makes of a gradient is about that over √v̂ + ε.
 * @module
 */
import { type Model, readVariables } from "../../models/mod.ts";

/** A weighted length: √Σ (w_i g_i)². */
export interface GradientNorm {
  /** As `at.norm` of a metric has it. */
  readonly name: string;
  /** w of every entry of each parameter, in the model's order; undefined for 1. */
  readonly weights: readonly (Float32Array | undefined)[];
}

/** What a parameter that holds log σ is called, after its layer. */
const LOG_SCALE = /(^|\/)logScale$/;

/**
 * Norms at the present parameters: `log-scale`, as it trains; `variance`, where the model has parameters that hold log σ;
 * `adam`, where divisors of an update are given.
 *
 * @param divisors √v̂ + ε of every entry of each parameter.
 */
export async function gradientNorms(
  { parameters }: Pick<Model, "parameters">,
  divisors?: readonly Float32Array[],
): Promise<GradientNorm[]> {
  const names = [...parameters.keys()];
  const norms: GradientNorm[] = [{ name: "log-scale", weights: names.map(() => undefined) }];
  if (names.some((name) => LOG_SCALE.test(name))) {
    const values = await readVariables([...parameters.values()]);
    // dσ² = 2σ² d log σ
    const weights = names.map((name, i) =>
      LOG_SCALE.test(name) ? values[i]!.map((logScale) => Math.exp(-2 * logScale) / 2) : undefined
    );
    norms.push({ name: "variance", weights });
  }
  if (divisors !== undefined) {
    norms.push({
      name: "adam",
      weights: divisors.map((own) => own.map((divisor) => 1 / divisor)),
    });
  }
  return norms;
}
