import { type OperationCase, rowSums, testOperations } from "../testing.ts";
import { bernoulliLogLikelihood } from "./bernoulli.ts";

testOperations([[3, 5], [2, 16], [1, 131], [4, 1], [700]].map((shape): OperationCase => ({
  name: `bernoulliLogLikelihood [${shape}]`,
  shapes: { logits: shape, targets: shape },
  apply: ({ logits, targets }) => bernoulliLogLikelihood(logits!, targets!),
  exact: ({ logits, targets }) =>
    rowSums(shape, (i) => targets![i]! * logits![i]! - Math.log1p(Math.exp(logits![i]!))),
})));
