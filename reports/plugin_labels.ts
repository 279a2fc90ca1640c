/**
 * The labels of estimators that a run's plugins registered, as its manifest has them.
 * @module
 */
import * as v from "valibot";
import { labelEstimator } from "../estimators/labels.ts";
import type { Manifest } from "../bench/store/mod.ts";

const PluginsSchema = v.array(v.looseObject({ estimators: v.record(v.string(), v.string()) }));

/** Makes them known to every chart and table. */
export function labelPlugins(manifests: readonly Manifest[]): void {
  for (const { configuration } of manifests) {
    const plugins = v.safeParse(PluginsSchema, configuration["plugins"]);
    if (!plugins.success) continue;
    for (const { estimators } of plugins.output) {
      for (const [name, label] of Object.entries(estimators)) labelEstimator(name, label);
    }
  }
}
