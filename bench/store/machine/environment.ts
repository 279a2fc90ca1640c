/**
 * What machine and software made the numbers, as far as the granted permissions show it.
 *
 * Nothing is asked for: a fact whose permission was not granted is stored as `not permitted`. Names of
 * hosts and users are left out on purpose, since stores are published.
 * @module
 */
import os from "node:os";
import { configurationHash } from "../canonical.ts";
import type { Environment } from "../lines.ts";

const NOT_PERMITTED = "not permitted";

/** Options of {@linkcode describeEnvironment}. */
export interface EnvironmentOptions {
  /** Facts that only the caller knows: tfjs version, backend, BLAS, threads, accelerator. */
  readonly extra?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Describes this machine and its software; the id is the description's hash, so one machine has one id, whatever
 * is committed to the project; the code has a state of its own.
 *
 * Permissions, each optional: `--allow-sys=cpus,systemMemoryInfo,osRelease`.
 *
 * @example
 * ```ts
 * import { describeEnvironment } from "./environment.ts";
 * import assert from "node:assert/strict";
 * const { id, description } = await describeEnvironment({ extra: { backend: "wasm" } });
 * assert.equal(description["backend"], "wasm");
 * assert.match(id, /^[0-9a-f]{64}$/);
 * ```
 */
export async function describeEnvironment(options: EnvironmentOptions = {}): Promise<Environment> {
  const description = {
    cpu: await ifPermitted("cpus", () => os.cpus()[0]?.model.trim() || "unknown"),
    cores: navigator.hardwareConcurrency,
    memoryBytes: await ifPermitted("systemMemoryInfo", () => Deno.systemMemoryInfo().total),
    os: Deno.build.os,
    osRelease: await ifPermitted("osRelease", () => Deno.osRelease()),
    arch: Deno.build.arch,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    typescript: Deno.version.typescript,
    ...options.extra,
  };
  return { id: configurationHash(description), description };
}

async function ifPermitted<T>(
  kind: "cpus" | "systemMemoryInfo" | "osRelease",
  read: () => T,
): Promise<T | string> {
  const { state } = await Deno.permissions.query({ name: "sys", kind });
  return state === "granted" ? read() : NOT_PERMITTED;
}
