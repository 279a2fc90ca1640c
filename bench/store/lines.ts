/**
 * What a store's lines say: records, commits and environments, and the strict reading of them.
 * @module
 */
import * as v from "valibot";
import { configurationHash } from "./canonical.ts";
import { StoreError } from "./store_error.ts";
import { type BenchRecord, RecordSchema } from "./record/record.ts";
import type { OpenedLine } from "./seal.ts";
import { isRecord } from "./record/is_record.ts";
import { packedHash } from "./record/packer.ts";
import { READABLE_SCHEMAS, upgradeRecord } from "./upgrade.ts";

/** A description of a machine, stored once and named by its id. */
export interface Environment {
  /** Hash of the description. */
  readonly id: string;
  /** What is known of the machine and its software. */
  readonly description: Readonly<Record<string, unknown>>;
}

/** The line that ends an attempt at a job: all of its cells are stored. */
export interface Commit {
  /** Name of the job. */
  readonly commit: string;
  /** The attempt that its records name. */
  readonly attempt: string;
  /** Number of its records. */
  readonly cells: number;
  /** The run that they belong to. */
  readonly run: string;
}

const EnvironmentSchema = v.strictObject({ id: v.string(), description: v.record(v.string(), v.unknown()) });
const CommitSchema = v.strictObject({
  commit: v.string(),
  attempt: v.string(),
  cells: v.pipe(v.number(), v.integer()),
  run: v.string(),
});

/** Checks a record before it is written. @throws {TypeError} naming the field that is wrong. */
export function checkRecord(record: BenchRecord): BenchRecord {
  const result = v.safeParse(RecordSchema, record);
  if (!result.success) throw new TypeError(`record ${record.id} is not valid: ${explain(result.issues)}`);
  return result.output;
}

/** A line of a file of records; of a record also the hash of its content. */
export type RecordsLine = { readonly record: BenchRecord; readonly hash: string } | {
  readonly commit: Commit;
};

/** Reads one line of records.jsonl. @throws {StoreError} with `where` (file:line) and the cause. */
export function readRecordsLine({ entry, hash }: OpenedLine, where: string): RecordsLine {
  if ("commit" in entry) return { commit: validate(CommitSchema, entry, where) };
  if (!READABLE_SCHEMAS.includes(entry["schema"] as number)) {
    throw new StoreError(
      `${where}: record schema ${JSON.stringify(entry["schema"])}, this version reads ${
        READABLE_SCHEMAS.join(" and ")
      }: ` +
        `read it with the version that wrote it, or start a new results folder`,
    );
  }
  const upgraded = upgradeRecord(entry);
  const record = isRecord(upgraded) ? upgraded : validate(RecordSchema, upgraded, where);
  return { record, hash };
}

/** Reads one line of environments.jsonl. @throws {StoreError} with `where` (file:line) and the cause. */
export function readEnvironmentLine({ entry }: OpenedLine, where: string): Environment {
  return validate(EnvironmentSchema, entry, where);
}

/** Hash of a record's content, wherever it is stored. */
export function recordHash(record: BenchRecord): string {
  const packed = packedHash(record);
  if (packed !== undefined) return packed;
  const known = hashes.get(record) ?? configurationHash(record);
  hashes.set(record, known);
  return known;
}

/** Hashes that are known to be right, so that no report computes them again. */
const hashes = new WeakMap<BenchRecord, string>();

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
