/**
 * What a stored line looks like, and the strict reading of it.
 *
 * A line is the JSON of an entry plus `sha256`, the hash of the entry's canonical JSON. A flipped bit, a hand
 * edit or a half-copied file shows as a hash that does not match, and the reader refuses the file.
 * @module
 */
import * as v from "valibot";
import { configurationHash } from "./canonical.ts";
import { type BenchRecord, RecordSchema, SCHEMA_VERSION } from "./record.ts";

/** A description of a machine, stored once and named by its id. */
export interface Environment {
  /** Hash of the description. */
  readonly id: string;
  /** What is known of the machine and its software. */
  readonly description: Readonly<Record<string, unknown>>;
}

const EnvironmentSchema = v.strictObject({ id: v.string(), description: v.record(v.string(), v.unknown()) });

/** A stored file that cannot be trusted; the message names file, line and cause. */
export class StoreError extends Error {
  /** Tells it from other errors. */
  override readonly name = "StoreError";
}

/**
 * The line that stores an entry, without newline.
 *
 * @throws {TypeError} if the entry holds NaN or anything else that JSON cannot.
 */
export function sealLine(entry: object): string {
  return JSON.stringify({ ...entry, sha256: configurationHash(entry) });
}

/** Checks a record before it is written. @throws {TypeError} naming the field that is wrong. */
export function checkRecord(record: BenchRecord): BenchRecord {
  const result = v.safeParse(RecordSchema, record);
  if (!result.success) throw new TypeError(`record ${record.id} is not valid: ${explain(result.issues)}`);
  return result.output;
}

/** Reads one line of records.jsonl. @throws {StoreError} with `where` (file:line) and the cause. */
export function readRecordLine(line: string, where: string): BenchRecord {
  const entry = parse(line, where);
  if (entry["schema"] !== SCHEMA_VERSION) {
    throw new StoreError(
      `${where}: record schema ${JSON.stringify(entry["schema"])}, this version reads ${SCHEMA_VERSION}: ` +
        `read it with the version that wrote it, or start a new results folder`,
    );
  }
  const record = validate(RecordSchema, unseal(entry, where), where);
  hashes.set(record, entry["sha256"] as string);
  return record;
}

/** Hash of a record's content: the one that its line carries. */
export function recordHash(record: BenchRecord): string {
  const known = hashes.get(record) ?? configurationHash(record);
  hashes.set(record, known);
  return known;
}

/** Hashes that are known to be right, so that no report computes them again. */
const hashes = new WeakMap<BenchRecord, string>();

/** Reads one line of environments.jsonl. @throws {StoreError} with `where` (file:line) and the cause. */
export function readEnvironmentLine(line: string, where: string): Environment {
  return validate(EnvironmentSchema, unseal(parse(line, where), where), where);
}

function parse(line: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new StoreError(
      `${where}: not JSON (${excerpt(line)}): restore the file from a copy, or delete this line`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StoreError(
      `${where}: ${excerpt(line)} is not an object: restore the file from a copy, or delete this line`,
    );
  }
  return value as Record<string, unknown>;
}

function unseal(line: Record<string, unknown>, where: string): Record<string, unknown> {
  const { sha256, ...entry } = line;
  const found = configurationHash(entry);
  if (sha256 !== found) {
    throw new StoreError(
      `${where}: the line was changed after it was written (stored sha256 ${
        sha256 ?? "missing"
      }, content ${found}): ` +
        `restore the file from a copy, or delete this line and run again`,
    );
  }
  return entry;
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
