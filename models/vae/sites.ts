/**
 * The treated sites of a VAE: their names, and where their gradients are read.
 * @module
 */
import type { GradientBlock } from "../types.ts";
import type { Sampled } from "./networks.ts";

/** Latents that an estimator draws with a map that follows them. */
export type VaeTreatment = "bottom" | "top" | "all" | readonly string[];

/** Layer name of the latent at the pixels, the paper's site. */
export const VAE_SITE = "latent1";

/** What an inference map's name ends in. */
export const INFERENCE = "-inference";

/** Name of latent v_i with the map that generates from it, i = 1, 2, … */
export function siteName(latent: number): string {
  return `latent${latent}`;
}

/** Name of latent v_i with the first map of q(v_{i+1}|v_i). */
export function inferenceSiteName(latent: number): string {
  return siteName(latent) + INFERENCE;
}

/**
 * Names of the treated sites, from the pixels upwards, generating maps first.
 *
 * @throws {RangeError} for none, or a name that the VAE does not have.
 */
export function treatedSites(
  treated: VaeTreatment,
  layers: number,
  sampled: Sampled = "posterior",
): string[] {
  const all = Array.from({ length: layers }, (_, i) => siteName(i + 1));
  if (treated === "bottom") return all.slice(0, 1);
  if (treated === "top") return all.slice(-1);
  if (treated === "all") return all;
  // Where lower latents are sampled in the decoder, no inference network follows one.
  const inferring = sampled === "decoder" ? [] : all.slice(0, -1);
  const known = [...all, ...inferring.map((_, i) => inferenceSiteName(i + 1))];
  const unknown = treated.find((name) => !known.includes(name));
  if (unknown === undefined && treated.length > 0) return known.filter((name) => treated.includes(name));
  const what = unknown === undefined ? "no latent is treated" : `treated latent ${JSON.stringify(unknown)}`;
  throw new RangeError(`vae: ${what}; wanted bottom, top, all or some of ${known.join(", ")}`);
}

/** Blocks of the treated sites: moments by probes, the map by its variable. */
export function siteBlocks(sites: readonly string[]): GradientBlock[] {
  return sites.flatMap((layer): GradientBlock[] => [
    { layer, block: "mean", source: { probe: `${layer}/mean` } },
    { layer, block: "scale", source: { probe: `${layer}/logScale` } },
    { layer, block: "upstream", source: { parameter: mapOf(layer) } },
  ]);
}

/** The variable of the map that follows a latent: of the decoder, of the network that generates the one below, or of
 * the one that infers the one above. */
function mapOf(site: string): string {
  if (site === VAE_SITE) return "first/weights";
  const latent = Number.parseInt(site.slice("latent".length));
  return site.endsWith(INFERENCE) ? `q${latent + 1}/hidden1/weights` : `p${latent - 1}/hidden1/weights`;
}
