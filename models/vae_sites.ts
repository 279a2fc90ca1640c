/**
 * The treated sites of a VAE: their names, and where their gradients are read.
 * @module
 */
import type { GradientBlock } from "./types.ts";

/** Latents that an estimator draws with the map that follows them. */
export type VaeTreatment = "bottom" | "top" | "all" | readonly string[];

/** Layer name of the latent at the pixels, the paper's site. */
export const VAE_SITE = "latent1";

/** Name of latent v_i, i = 1, 2, … */
export function siteName(latent: number): string {
  return `latent${latent}`;
}

/**
 * Names of the treated latents, from the pixels upwards.
 *
 * @throws {RangeError} for none, or a name that the VAE does not have.
 */
export function treatedSites(treated: VaeTreatment, layers: number): string[] {
  const all = Array.from({ length: layers }, (_, i) => siteName(i + 1));
  if (treated === "bottom") return all.slice(0, 1);
  if (treated === "top") return all.slice(-1);
  if (treated === "all") return all;
  const unknown = treated.find((name) => !all.includes(name));
  if (unknown === undefined && treated.length > 0) return all.filter((name) => treated.includes(name));
  const what = unknown === undefined ? "no latent is treated" : `treated latent ${JSON.stringify(unknown)}`;
  throw new RangeError(`vae: ${what}; wanted bottom, top, all or some of ${all.join(", ")}`);
}

/** Blocks of the treated sites: moments by probes, the map by its variable. */
export function siteBlocks(sites: readonly string[]): GradientBlock[] {
  return sites.flatMap((layer): GradientBlock[] => [
    { layer, block: "mean", source: { probe: `${layer}/mean` } },
    { layer, block: "scale", source: { probe: `${layer}/logScale` } },
    { layer, block: "upstream", source: { parameter: mapOf(layer) } },
  ]);
}

/** The variable of the map that follows a latent: of the decoder, or of the network that generates the one below. */
function mapOf(site: string): string {
  return site === VAE_SITE ? "first/weights" : `p${Number(site.slice("latent".length)) - 1}/hidden1/weights`;
}
