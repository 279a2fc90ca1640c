/**
 * What data files need of Deno: absent in Node and browsers, where {@linkcode requireFiles} says so before any use.
 * @module
 */
import { builtin, inDeno } from "../../../estimators/runtime.ts";
import { DataError } from "../types.ts";

/** Deno's files. */
export const deno = inDeno!;
/** Names of files. */
export const path = builtin<typeof import("node:path")>("node:path")!;
/** Hashes of files. */
export const crypto = builtin<typeof import("node:crypto")>("node:crypto")!;
/** What files are packed with. */
export const zlib = builtin<typeof import("node:zlib")>("node:zlib")!;

/** @throws {DataError} where this is not Deno, which alone reads published sets. */
export function requireFiles(set: string): void {
  if (inDeno !== undefined) return;
  throw new DataError(
    `${set}: published data sets are read in Deno alone; take digits or digits32, or registerDataset with your own`,
  );
}
