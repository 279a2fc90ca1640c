/**
 * One text per value, so that equal configurations have equal hashes.
 *
 * Canonical JSON after RFC 8785: keys sorted by UTF-16 code units, no white space, numbers as ECMAScript
 * prints them. Unlike `JSON.stringify` it refuses what JSON cannot hold instead of storing `null`.
 * @module
 */
import { createHash } from "node:crypto";

/**
 * Canonical JSON text of a value. Properties that are `undefined` count as absent.
 *
 * @throws {TypeError} for NaN, an infinity, a function, a bigint, `undefined` in a list, or an object that
 * is neither plain nor an array, with the path to it.
 *
 * @example
 * ```ts
 * import { canonicalJson } from "./canonical.ts";
 * import assert from "node:assert/strict";
 * assert.equal(canonicalJson({ b: [1, 2.5], a: "x" }), '{"a":"x","b":[1,2.5]}');
 * ```
 */
export function canonicalJson(value: unknown): string {
  return write(value, "value");
}

/** Lower-case hexadecimal sha256 of a text's UTF-8 bytes, or of bytes. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * sha256 of a value's canonical JSON: the same for the same configuration, whatever the order of its keys.
 *
 * @throws {TypeError} as {@linkcode canonicalJson}.
 *
 * @example
 * ```ts
 * import { configurationHash } from "./canonical.ts";
 * import assert from "node:assert/strict";
 * assert.equal(configurationHash({ a: 1, b: 2 }), configurationHash({ b: 2, a: 1 }));
 * assert.notEqual(configurationHash({ a: 1 }), configurationHash({ a: 2 }));
 * ```
 */
export function configurationHash(value: unknown): string {
  return sha256(canonicalJson(value));
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`${path} is ${value}: JSON holds finite numbers only`);
    return JSON.stringify(value); // -0 prints as 0, which is what RFC 8785 asks for
  }
  if (Array.isArray(value)) {
    if (value.every(Number.isFinite)) return JSON.stringify(value); // samples: the same text, much faster
    return `[${value.map((element, index) => write(element, `${path}[${index}]`)).join(",")}]`;
  }
  if (typeof value === "object" && isPlain(value)) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${write(entry, `${path}.${key}`)}`)}}`;
  }
  throw new TypeError(`${path} is ${describe(value)}: JSON holds plain objects, lists, texts and numbers`);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  return typeof value === "object" ? `a ${value?.constructor.name}` : typeof value;
}
