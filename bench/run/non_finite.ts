/**
 * Metrics that no record can hold, since JSON has no word for them.
 * @module
 */
import type { Metric } from "../store/mod.ts";

/**
 * What is wrong with the first metric that holds a value which is not finite, in words; undefined where all are.
 *
 * @example
 * ```ts
 * import { nonFinite } from "./non_finite.ts";
 * import assert from "node:assert/strict";
 * const metric = { name: "variance", unit: "1", layer: "dense1", values: [1, NaN] };
 * assert.equal(nonFinite([metric]), "metric variance of dense1 is not finite: value 1 is NaN");
 * ```
 */
export function nonFinite(metrics: readonly Metric[]): string | undefined {
  for (const { name, layer, block, at = {}, values } of metrics) {
    const place = [layer, block].filter((part) => part !== undefined).join(" ");
    const metric = `metric ${name}${place === "" ? "" : ` of ${place}`} is not finite`;
    const index = values.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) return `${metric}: value ${index} is ${values[index]}`;
    const wrong = Object.entries(at).find(([, value]) =>
      typeof value === "number" && !Number.isFinite(value)
    );
    if (wrong !== undefined) return `${metric}: its ${wrong[0]} is ${wrong[1]}`;
  }
  return undefined;
}
