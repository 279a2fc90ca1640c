import { type OperationCase, rowSums, testOperations } from "../testing.ts";
import { klToStandardNormal, totalKlToStandardNormal } from "./kl.ts";

testOperations(
  [[3, 5], [1, 300], [2, 3, 4]].flatMap((shape) => [klCase(shape), klCase(shape, { total: true })]),
);

function klCase(shape: number[], { total = false } = {}): OperationCase {
  const prior = 0.7;
  return {
    name: `${total ? "totalKl" : "kl"}ToStandardNormal [${shape}]`,
    shapes: { mean: shape, logScale: shape },
    apply: ({ mean, logScale }) =>
      total ? totalKlToStandardNormal(mean!, logScale!, prior) : klToStandardNormal(mean!, logScale!, prior),
    exact: ({ mean, logScale }) => {
      const rows = rowSums(shape, (i) => {
        const squares = mean![i]! ** 2 + Math.exp(2 * logScale![i]!);
        return squares / (2 * prior ** 2) - logScale![i]! + Math.log(prior) - 0.5;
      });
      return total ? [rows.reduce((a, b) => a + b)] : rows;
    },
  };
}
