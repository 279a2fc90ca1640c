/**
 * The gate's tests of bias: exact gradients of the linear-Gaussian toy against batch means of independent draws.
 * @module
 */
import { foldIn, getEstimator, key } from "../../estimators/mod.ts";
import { batchMeans, linearGaussianProblem } from "../../models/mod.ts";
import { disposeSite } from "../measure/captured_site.ts";
import { unbiasednessTest } from "../stats/mod.ts";

/** One estimator on one problem. */
export interface BiasTest {
  readonly name: string;
  /** Why it was not tested; absent where it was. */
  readonly skipped?: string;
  /** What is wrong; absent where nothing is. */
  readonly failed?: string;
}

/** m < n, so that R2-G2 is not RT. */
const SITES = [
  { kind: "latent", outputs: 3, inputs: 6, conditioning: 20 },
  { kind: "weight", outputs: 1, inputs: 6, units: 2 },
] as const;
/** Draws of a batch mean, and batch means of a test. */
const [DRAWS, BATCHES, EXAMPLES] = [64, 96, 2];
/** Over all tests of a gate together: the keys are fixed, so that the outcome of the same code never changes. */
const ERROR_RATE = 1e-3;

/** Tests every estimator; those that say they are biased are not tested. */
export function biasTests(estimators: readonly string[]): BiasTest[] {
  const problems = SITES.flatMap((site) =>
    (["linear", "quadratic"] as const).map((objective) => ({ site, objective }))
  );
  return problems.flatMap(({ site, objective }, p) => {
    const problem = linearGaussianProblem({ ...site, objective, batch: EXAMPLES, key: foldIn(key(3), p) });
    try {
      return estimators.map((estimatorName, e): BiasTest => {
        const estimator = getEstimator(estimatorName);
        const name = `${site.kind} site, ${objective} loss, ${estimatorName}`;
        if (!estimator.unbiased) return { name, skipped: "it declares a bias" };
        const supported = estimator.supports(problem.site);
        if (supported !== true) return { name, skipped: supported };
        const means = batchMeans(estimator, problem, {
          key: foldIn(foldIn(key(4), p), e),
          ...{ drawsPerBatch: DRAWS, from: 0, batches: BATCHES },
        });
        const columns = BLOCKS.flatMap((block) => means[block] ?? []);
        const rows = Array.from({ length: BATCHES }, (_, i) => columns.map((column) => column[i]!));
        const { rejected, worst } = unbiasednessTest(
          rows,
          BLOCKS.flatMap((block) => [...problem.exact[block]]),
          {
            familyErrorRate: ERROR_RATE / (problems.length * estimators.length),
          },
        );
        return rejected ? { name, failed: describe(worst) } : { name };
      });
    } finally {
      disposeSite(problem.site);
    }
  });
}

const BLOCKS = ["mean", "scale", "upstream"] as const;

function describe(
  { index, mean, reference, statistic }: {
    index: number;
    mean: number;
    reference: number;
    statistic: number;
  },
): string {
  return `biased: coordinate ${index} has the mean ${mean.toPrecision(4)}, exact is ${
    reference.toPrecision(4)
  }, ` +
    `${Math.abs(statistic).toPrecision(3)} standard errors off`;
}
