/**
 * Several draws of standard normals that depend on each other by a rule.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { JOINT_RULES, type JointRuleName } from "../../joint/rules.ts";
import { type Key, requireKey } from "../../streams/philox.ts";
import { normals } from "../../streams/streams.ts";
import { sizeOf } from "../../wasm/heap.ts";
import { withScratch } from "../../wasm/tensors.ts";
import { defineKernel } from "../kernel/define.ts";
import type { Shape } from "../kernel/shapes.ts";

/** How {@linkcode jointNormals} draws. */
export interface JointNormalsOptions {
  /** Of one draw; rows lie along the last axis. */
  readonly shape: Shape;
  /** K. */
  readonly samples: number;
  /** How the draws depend on each other. */
  readonly rule: JointRuleName;
}

/**
 * K tensors of standard normals, each of which is one, jointly drawn; the same bits on every backend.
 *
 * @param key one for all of them
 * @throws {RangeError} for more Sobol dimensions than the table has.
 */
export function jointNormals(key: Key, options: JointNormalsOptions): tf.Tensor[] {
  requireKey(key);
  const attrs = { k0: key.k0, k1: key.k1, ...options, shape: [...options.shape] };
  return jointKernel.installed() ? jointKernel.all({}, attrs) : portable(attrs);
}

type JointAttrs = Key & JointNormalsOptions;

/** Values of a row, and of a draw. */
function sizesOf({ shape }: JointNormalsOptions) {
  return { row: shape.at(-1) ?? 1, size: sizeOf(shape) };
}

/** K draws in their own memory. */
export const jointKernel = defineKernel({
  name: "R2g2JointNormals",
  stepArguments: ["key"],
  inputs: [],
  sizes: (_none, attrs: JointAttrs) => ({
    ...sizesOf(attrs),
    results: Array.from({ length: attrs.samples }, () => attrs.shape),
  }),
  run({ backend, kernels, sizes: { row, size }, attrs: { k0, k1, rule } }, ...out) {
    const { starts, apply } = JOINT_RULES[rule];
    const spares = starts === "draws and spare" ? size : 0;
    withScratch(backend, 64 + 4 * spares, (scratch) => {
      const starting = starts === "nothing" ? [] : [...out, ...(spares === 0 ? [] : [scratch + 64])];
      starting.forEach((at, i) => kernels.normals(at, size, k0, k1, i * size, scratch));
      const view = (at: number, length: number) => new Float32Array(backend.wasm.HEAPU8.buffer, at, length);
      const draws = out.map((at) => view(at, size));
      apply({ draws, spare: view(scratch + 64, spares), row, key: { k0, k1 } });
    });
  },
  flops: ({ size }, { rule, samples }) => size * samples * JOINT_RULES[rule].flops(samples),
});

function portable({ k0, k1, rule, samples, ...options }: JointAttrs): tf.Tensor[] {
  const key = { k0, k1 };
  const { row, size } = sizesOf({ rule, samples, ...options });
  const { starts, apply } = JOINT_RULES[rule];
  const stream = (i: number) => starts === "nothing" ? new Float32Array(size) : normals(key, size, i * size);
  const draws = Array.from({ length: samples }, (_, s) => stream(s));
  apply({ draws, spare: stream(samples), row, key });
  return draws.map((values) => tf.tensor(values, [...options.shape], "float32"));
}
