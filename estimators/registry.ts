/**
 * The registered estimators: one line each.
 * @module
 */
import { didYouMean } from "./did_you_mean.ts";
import type { Estimator } from "./types.ts";
import { compose } from "./sampling/composition.ts";
import { COMPOSITION_SYNTAX, isComposedName, labelEstimator } from "./labels.ts";
import { conjugateGradient } from "./linalg/conjugate_gradient.ts";
import { flipout } from "./flipout.ts";
import { independentPositions } from "./independent_positions.ts";
import { localReparameterisation } from "./local_reparameterisation.ts";
import { r2g2 } from "./r2g2.ts";
import { reparameterisation, reparameterisationPerExample } from "./reparameterisation.ts";
import { scoreFunction } from "./score_function.ts";

const BUILT_IN: readonly Estimator[] = [
  scoreFunction,
  reparameterisation,
  reparameterisationPerExample,
  localReparameterisation,
  flipout,
  r2g2(),
  r2g2({ name: "r2g2-sampled", sampled: true }),
  r2g2({ name: "r2g2-cg", solver: conjugateGradient() }),
];

/** Known by name and never chosen by default: they show what an assumption costs. */
const REFERENCES: ReadonlyMap<string, Estimator> = new Map(
  [independentPositions].map((reference) => [reference.name, reference]),
);

const registered = new Map<string, Estimator>();
for (const estimator of BUILT_IN) registerEstimator(estimator);

/**
 * Makes an estimator known by its name to the conformance suite, the bench and the report.
 *
 * @throws {RangeError} if the name is taken, composes another (`…-antithetic`), is empty, or is not lower-case
 * words joined by hyphens.
 * @example RT under another name
 * ```ts
 * import { getEstimator, registerEstimator } from "./registry.ts";
 * registerEstimator({ ...getEstimator("rt"), name: "mine", label: "Mine" });
 * console.assert(getEstimator("mine*2").label === "Mine × 2");
 * ```
 */
export function registerEstimator(estimator: Estimator): void {
  const { name } = estimator;
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new RangeError(`estimator name ${JSON.stringify(name)}: wanted lower-case words joined by hyphens`);
  }
  if (registered.has(name) || REFERENCES.has(name)) {
    throw new RangeError(`estimator ${JSON.stringify(name)} is registered already`);
  }
  if (isComposedName(name)) {
    throw new RangeError(
      `estimator name ${JSON.stringify(name)}: ${COMPOSITION_SYNTAX}; wanted another name`,
    );
  }
  registered.set(name, estimator);
  labelEstimator(name, estimator.label);
}

/**
 * The estimator of a name.
 *
 * `NAME-antithetic` averages pairs of opposite noises, `NAME*K` averages K independent draws, and both compose:
 * `rt-antithetic*2`. `NAME-orthogonal*K`, `NAME-sobol*K` and `NAME-moment-matched*K` average K draws that depend on
 * each other.
 *
 * @throws {RangeError} that lists the registered names, and the nearest one, if there is none.
 * @example
 * ```ts
 * import { getEstimator } from "./registry.ts";
 * console.assert(getEstimator("r2g2").unbiased);
 * console.assert(getEstimator("rt*4").label === "RT × 4");
 * ```
 */
export function getEstimator(name: string): Estimator {
  const found = registered.get(name) ?? REFERENCES.get(name) ?? compose(`${name}`, getEstimator);
  if (found !== undefined) return found;
  const names = estimatorNames();
  const hint = didYouMean(`${name}`, names.flatMap((one) => [one, `${one}-antithetic`]));
  throw new RangeError(
    `unknown estimator ${JSON.stringify(name)}${hint} (registered: ${
      names.join(", ")
    }; ${COMPOSITION_SYNTAX})`,
  );
}

/** Names of all registered estimators, references with a wrong law left out, in the order of registration. */
export function estimatorNames(): string[] {
  return [...registered.keys()];
}
