/**
 * Random numbers that depend on a key and a position only: the same bits on every backend and machine.
 *
 * Needs no tfjs; `tensors.ts` beside it makes tensors.
 * @module
 */
export { type Key, philox4x32, requireKey, type Words } from "../backend/streams/philox.ts";
export { foldIn, key, split } from "./key.ts";
export { bits, normals, uniforms } from "../backend/streams/streams.ts";
export { integers, permutation } from "./integers.ts";
