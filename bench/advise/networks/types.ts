/**
 * Layers of a network as they stand in its paper.
 * @module
 */

/** One layer of weights, or several alike. */
export interface NetworkLayer {
  /** As its paper calls it. */
  readonly name: string;
  /** Layers of these sizes. @default 1 */
  readonly count?: number;
  /** P: positions that share the weights, of one image. */
  readonly positions: number;
  /** n: weights of a unit. */
  readonly inputs: number;
  /** O: units. */
  readonly units: number;
}

/** A network for images of 224 × 224. */
export interface Network {
  readonly name: string;
  /** Where the sizes stand. */
  readonly source: string;
  readonly layers: readonly NetworkLayer[];
}
