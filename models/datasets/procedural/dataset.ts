/**
 * A data set whose examples are drawn when asked for: a training and a test split from one key.
 * @module
 */
import type { Key } from "../../../estimators/random/mod.ts";
import type { ImageDataset } from "../types.ts";
import { sha256 } from "./sha256.ts";
import { split as splitKey } from "../../../estimators/random/mod.ts";
import { type ProceduralOptions, proceduralSplit } from "./split.ts";

/** What defines a procedural set, besides its key. */
export interface ProceduralDefinition extends Pick<ProceduralOptions, "classes" | "stride" | "numbers"> {
  /** Name on the command line and in records. */
  readonly name: string;
  /** Raised whenever any example's bits change: it is part of the set's identity. */
  readonly version: number;
  /** Rows and columns of an image. */
  readonly side: number;
  /** 1 for grey, 3 for red, green, blue. */
  readonly channels: number;
  /** Number of examples to fit. */
  readonly train: number;
  /** Number of examples for figures that are reported. */
  readonly test: number;
  /** What draws one split's examples, with buffers of its own. */
  painter(key: Key): ProceduralOptions["draw"];
}

/** The set of a definition and a key: the same bits on every machine. */
export function proceduralDataset(definition: ProceduralDefinition, key: Key): ImageDataset {
  const { name, version, classes, side, channels, stride, numbers, painter } = definition;
  const [trainKey, testKey] = splitKey(key, 2) as [Key, Key];
  const size = side * side * channels;
  const splitOf = (count: number, own: Key) =>
    proceduralSplit({ count, key: own, classes, size, stride, numbers, draw: painter(own) });
  return {
    name,
    sha256: sha256(`${name} version ${version} key ${key.k0} ${key.k1}`),
    classes,
    height: side,
    width: side,
    channels,
    train: splitOf(definition.train, trainKey),
    test: splitOf(definition.test, testKey),
  };
}
