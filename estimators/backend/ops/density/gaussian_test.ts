import { type OperationCase, rowSums, testOperations } from "../testing.ts";
import { gaussianLogDensity } from "./gaussian.ts";

testOperations(
  ([[3, 5], [2, 17], [2, 3, 4], [140]] as number[][]).flatMap((shape) =>
    (["full", "columns", "none"] as const).flatMap((kind) => {
      const own = kind === "columns" ? [shape.at(-1)!] : shape;
      const absent = kind === "none";
      return [gaussianCase({ shape, own, absent }), gaussianCase({ shape, own, absent, swap: true })];
    })
  ),
);

function gaussianCase(
  { shape, own, absent, swap = false }: { shape: number[]; own: number[]; absent: boolean; swap?: boolean },
): OperationCase {
  const shapes: Record<string, number[]> = { value: shape };
  if (!absent) {
    shapes["mean"] = swap ? shape : own;
    shapes["logScale"] = own;
  } else if (swap) shapes["logScale"] = shape;
  const get = (x: Float64Array | undefined, i: number): number => x === undefined ? 0 : x[i % x.length]!;
  return {
    name: `gaussianLogDensity ${JSON.stringify(shapes)}`,
    shapes,
    apply: ({ value, mean, logScale }) => gaussianLogDensity(value!, mean ?? 0, logScale ?? 0),
    exact: ({ value, mean, logScale }) =>
      rowSums(shape, (i) => {
        const u = (value![i]! - get(mean, i)) / Math.exp(get(logScale, i));
        return -0.5 * u * u - get(logScale, i) - 0.5 * Math.log(2 * Math.PI);
      }),
  };
}
