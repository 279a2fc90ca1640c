/**
 * What a stored line looks like, and the strict reading of it.
 *
 * A line is the canonical JSON of an entry with one more field at its end: `sha256`, the hash of that JSON. A
 * flipped bit, a hand edit or a half-copied file shows as a hash that does not match, and the reader refuses
 * the file. Lines whose fields stand in another order hold the same hash and are read too, only slower.
 * @module
 */
import { createHash } from "node:crypto";
import * as v from "valibot";
import { canonicalJson, configurationHash, sha256 } from "./canonical.ts";
import { StoreError } from "./store_error.ts";
import { type BenchRecord, RecordSchema } from "./record.ts";
import { READABLE_SCHEMAS, upgradeRecord } from "./upgrade.ts";

/** A description of a machine, stored once and named by its id. */
export interface Environment {
  /** Hash of the description. */
  readonly id: string;
  /** What is known of the machine and its software. */
  readonly description: Readonly<Record<string, unknown>>;
}

const EnvironmentSchema = v.strictObject({ id: v.string(), description: v.record(v.string(), v.unknown()) });

/**
 * The line that stores an entry, without newline.
 *
 * @throws {TypeError} if the entry holds NaN or anything else that JSON cannot.
 */
export function sealLine(entry: object): string {
  const text = canonicalJson(entry);
  return `${text.slice(0, -1)},"sha256":"${sha256(text)}"}`;
}

/** Checks a record before it is written. @throws {TypeError} naming the field that is wrong. */
export function checkRecord(record: BenchRecord): BenchRecord {
  const result = v.safeParse(RecordSchema, record);
  if (!result.success) throw new TypeError(`record ${record.id} is not valid: ${explain(result.issues)}`);
  return result.output;
}

/** Reads one line of records.jsonl. @throws {StoreError} with `where` (file:line) and the cause. */
export function readRecordLine(line: Uint8Array, where: string): BenchRecord {
  const entry = parse(line, where);
  if (!READABLE_SCHEMAS.includes(entry["schema"] as number)) {
    throw new StoreError(
      `${where}: record schema ${JSON.stringify(entry["schema"])}, this version reads ${
        READABLE_SCHEMAS.join(" and ")
      }: ` +
        `read it with the version that wrote it, or start a new results folder`,
    );
  }
  const [content, hash] = unseal(entry, { line, where });
  const record = validate(RecordSchema, upgradeRecord(content), where);
  hashes.set(record, hash);
  return record;
}

/** Reads one line of environments.jsonl. @throws {StoreError} with `where` (file:line) and the cause. */
export function readEnvironmentLine(line: Uint8Array, where: string): Environment {
  const [content] = unseal(parse(line, where), { line, where });
  return validate(EnvironmentSchema, content, where);
}

/** Hash of a record's content: the one that its line carries. */
export function recordHash(record: BenchRecord): string {
  const known = hashes.get(record) ?? configurationHash(record);
  hashes.set(record, known);
  return known;
}

/** Hashes that are known to be right, so that no report computes them again. */
const hashes = new WeakMap<BenchRecord, string>();

function parse(line: Uint8Array, where: string): Record<string, unknown> {
  const text = decoder.decode(line);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new StoreError(
      `${where}: not JSON (${excerpt(text)}): restore the file from a copy, or delete this line`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StoreError(
      `${where}: ${excerpt(text)} is not an object: restore the file from a copy, or delete this line`,
    );
  }
  return value as Record<string, unknown>;
}

const decoder = new TextDecoder();

/** What the line holds besides its hash, and the hash, which is right. */
function unseal(
  entry: Record<string, unknown>,
  { line, where }: { line: Uint8Array; where: string },
): [content: Record<string, unknown>, hash: string] {
  const { sha256: stored, ...content } = entry;
  if (typeof stored === "string" && stored === hashAsWritten(line)) return [content, stored];
  const found = configurationHash(content);
  if (stored !== found) {
    throw new StoreError(
      `${where}: the line was changed after it was written (stored sha256 ${
        stored ?? "missing"
      }, content ${found}): ` +
        `restore the file from a copy, or delete this line and run again`,
    );
  }
  return [content, found];
}

/** Bytes of `,"sha256":"…"}`, with which {@linkcode sealLine} ends a line. */
const SEAL_BYTES = 11 + 64 + 2;

/** Hash of a line without its seal: the entry's, if the line is as {@linkcode sealLine} wrote it. */
function hashAsWritten(line: Uint8Array): string {
  return createHash("sha256").update(line.subarray(0, -SEAL_BYTES)).update("}").digest("hex");
}

function validate<T>(schema: v.GenericSchema<unknown, T>, entry: unknown, where: string): T {
  const result = v.safeParse(schema, entry);
  if (!result.success) throw new StoreError(`${where}: ${explain(result.issues)}`);
  return result.output;
}

function explain(issues: readonly v.BaseIssue<unknown>[]): string {
  const [first] = issues;
  if (first === undefined) return "unknown problem";
  const rest = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return `${v.getDotPath(first) ?? "record"}: ${first.message}${rest}`;
}

function excerpt(line: string): string {
  return JSON.stringify(line.length > 40 ? line.slice(0, 40) + "…" : line);
}
