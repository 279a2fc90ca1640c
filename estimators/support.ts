/**
 * Which estimator treats which family and map: rows from the registry, by asking each at a small site.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { diagonal } from "./families/diagonal.ts";
import { full } from "./families/full.ts";
import { lowRank } from "./families/low_rank.ts";
import { denseMap, inputMap } from "./linalg/linear_map.ts";
import { estimatorNames, getEstimator } from "./registry.ts";
import type { FamilyKind, GaussianFamily, GaussianSite, LinearMap } from "./types.ts";

/** Maps as the table names them. */
export const SUPPORT_MAPS = [
  "latent, shared map",
  "latent, map per example",
  "dense weights",
  "convolution weights",
] as const;

/** Families as the table names them. */
export const SUPPORT_FAMILIES: readonly FamilyKind[] = ["diagonal", "full", "low-rank"];

/** One estimator at one family and map. */
export interface SupportRow {
  /** Name in the registry. */
  readonly estimator: string;
  /** Label in charts and tables. */
  readonly label: string;
  /** Covariance structure of the Gaussian. */
  readonly family: FamilyKind;
  /** What follows the Gaussian. */
  readonly map: (typeof SUPPORT_MAPS)[number];
  /** Why the estimator does not apply; undefined where it does. */
  readonly reason?: string;
}

/** Why no estimator has a site of weights with a correlated family. */
const INDEPENDENT_WEIGHTS =
  "a layer's weights are independent Gaussians; correlated ones are one latent vector before a map per example";

/**
 * Every registered estimator at every family and map.
 *
 * @param names estimators, in the order of the rows. @default all that are registered
 * @throws {RangeError} for an unknown name.
 * @example
 * ```ts
 * import { supportRows } from "./support.ts";
 * const rows = supportRows(["lrt"]);
 * console.assert(rows.length === 12);
 * console.assert(rows.some(({ map, family, reason }) =>
 *   map === "dense weights" && family === "diagonal" && reason === undefined
 * ));
 * ```
 */
export function supportRows(names: readonly string[] = estimatorNames()): SupportRow[] {
  return names.map(getEstimator).flatMap((estimator) =>
    SUPPORT_MAPS.flatMap((map) =>
      SUPPORT_FAMILIES.map((family): SupportRow => {
        const answer = atSite({ map, family }, (site) => estimator.supports(site));
        return {
          estimator: estimator.name,
          label: estimator.label,
          family,
          map,
          ...(answer === true ? {} : { reason: answer }),
        };
      })
    )
  );
}

/**
 * What a function says of the small site of a family and a map, or why there is no such site.
 *
 * The site's tensors are freed afterwards.
 */
export function atSite(
  { map, family }: Pick<SupportRow, "map" | "family">,
  ask: (site: GaussianSite) => true | string,
): true | string {
  if (map.endsWith("weights") && family !== "diagonal") return INDEPENDENT_WEIGHTS;
  let answer: true | string = true;
  tf.tidy(() => {
    answer = ask({
      map: mapOf(map),
      family: familyOf(family, map.endsWith("weights") ? [N, UNITS] : [B, N]),
    });
  });
  return answer;
}

/** Examples, variables, outputs or positions, units. */
const [B, N, M, UNITS] = [2, 4, 3, 2];

function mapOf(map: SupportRow["map"]): LinearMap {
  switch (map) {
    case "latent, shared map":
      return denseMap(tf.ones([M, N]));
    case "latent, map per example":
      return denseMap(tf.ones([B, M, N]));
    case "dense weights":
      return inputMap(tf.ones([B, N]));
    case "convolution weights":
      return inputMap(tf.ones([B, M, N]));
  }
}

function familyOf(family: FamilyKind, shape: number[]): GaussianFamily {
  switch (family) {
    case "diagonal":
      return diagonal(tf.zeros(shape), tf.ones(shape));
    case "full":
      return full(tf.zeros(shape), tf.eye(N));
    case "low-rank":
      return lowRank(tf.zeros(shape), tf.ones(shape), tf.ones([N, 1]));
  }
}
