/**
 * Advice for every layer of a registered model: its sites' sizes, timed one by one on this machine.
 * @module
 */
import { foldIn, getEstimator, type Key } from "../../estimators/mod.ts";
import { zooEntry } from "../../models/mod.ts";
import { adviseSite, type SiteAdvice } from "./advise_site.ts";
import { breakEven, conclude } from "./recommend.ts";
import type { Interval } from "../stats/mod.ts";
import { datasetFor, modelSites } from "./model_sites.ts";
import { shapesOf } from "./site_sizes.ts";
import { stepRatio } from "./step_ratio.ts";

/** Advice for a layer; no more than the rule where R2-G2 does not take its site. */
export type LayerAdvice =
  & { readonly layer: string }
  & (SiteAdvice | Pick<SiteAdvice, "site" | "use" | "rule">);

/** Advice for a model. */
export interface ModelAdvice {
  /** First layer first. */
  readonly layers: readonly LayerAdvice[];
  /** Time of a whole training step with R2-G2 over one with RT, measured here. */
  readonly step: Interval;
  /**
   * Share of RT's noise in the gradient's variance above which R2-G2 pays in the whole step, if it took all of the
   * noise; a smaller share never pays.
   */
  readonly least: number;
}

/** Advises on all layers of a model, and times its whole step. Layers of the same sizes are timed once. */
export async function adviseModel(
  model: string,
  { batch, rounds, key, share }: {
    readonly batch: number;
    readonly rounds: number;
    readonly key: Key;
    readonly share?: number | undefined;
  },
): Promise<ModelAdvice> {
  const entry = zooEntry(model);
  const dataset = datasetFor(entry, foldIn(key, 0));
  const known = new Map<string, SiteAdvice>();
  const layers: LayerAdvice[] = [];
  for (const { layer, sizes } of modelSites(entry, { batch, dataset, key: foldIn(key, 0) })) {
    const supported = getEstimator("r2g2").supports(shapesOf(sizes));
    if (supported !== true) {
      layers.push({ layer, site: sizes, use: "rt", rule: `R2-G2 does not apply: ${supported}` });
      continue;
    }
    const name = JSON.stringify(sizes);
    const found = known.get(name) ?? await adviseSite(sizes, { rounds, key: foldIn(key, 1), share });
    known.set(name, found);
    layers.push({ layer, ...found });
  }
  const step = await stepRatio(entry, { batch, rounds, dataset, key: foldIn(key, 2) });
  const { share: least } = breakEven({ reduction: Infinity, costRatio: step.value });
  return { layers: layers.map((layer) => inStep(layer, step.value)), step, least };
}

/** The same advice with what the whole step costs in place of the site alone: a site is a part of its step. */
function inStep(layer: LayerAdvice, costRatio: number): LayerAdvice {
  if (!("reduction" in layer)) return layer;
  const { site, reduction, share } = layer;
  return { ...layer, ...conclude(site, { reduction, costRatio, share }) };
}
