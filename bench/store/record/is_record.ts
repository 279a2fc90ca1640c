/**
 * Whether an entry is a record, without the schema, which says what is wrong with one that is none.
 * @module
 */
import { type BenchRecord, SCHEMA_VERSION } from "./record.ts";
import { isMetricList } from "./quick_look.ts";

/** Whether an entry is a record as its schema has it; a few that are right are refused, none that is wrong is taken. */
export function isRecord(
  entry: Readonly<Record<string, unknown>>,
): entry is Readonly<Record<string, unknown>> & BenchRecord {
  let missing = REQUIRED;
  for (const name in entry) {
    const field = FIELDS.get(name);
    if (field === undefined || !field.is(entry[name])) return false;
    if (!field.optional) missing--;
  }
  return missing === 0;
}

interface Field {
  readonly is: (value: unknown) => boolean;
  readonly optional?: true;
}

const TEXT: Field = { is: isText };
const METRICS: Field = { is: isMetricList };
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ["schema", { is: (value) => value === SCHEMA_VERSION }],
  ["id", TEXT],
  ["run", TEXT],
  ["code", { is: isCode, optional: true }],
  ["attempt", { is: isText, optional: true }],
  ["experiment", TEXT],
  ["model", TEXT],
  ["dataset", { is: isDataset }],
  ["estimator", TEXT],
  ["options", { is: isOptions }],
  ["seed", { is: Number.isInteger }],
  ["status", {
    is: (value) => value === "done" || value === "skipped" || value === "diverged" || value === "failed",
  }],
  ["reason", { is: isText, optional: true }],
  ["metrics", METRICS],
  ["timings", METRICS],
  ["environment", TEXT],
]);
const REQUIRED = [...FIELDS.values()].filter(({ optional }) => !optional).length;

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isCode(value: unknown): boolean {
  if (!isPlain(value)) return false;
  for (const name in value) if (name !== "id" && name !== "dirty") return false;
  const { id, dirty } = value;
  return isText(id) && (dirty === undefined ? !("dirty" in value) : typeof dirty === "boolean");
}

function isDataset(value: unknown): boolean {
  if (!isPlain(value)) return false;
  for (const name in value) if (name !== "name" && name !== "sha256") return false;
  return isText(value["name"]) && isText(value["sha256"]);
}

function isOptions(value: unknown): boolean {
  if (!isPlain(value)) return false;
  for (const name in value) {
    if (name in Object.prototype || name === "prototype") return false; // the schema leaves such names out
    const option = value[name];
    if (!isText(option) && typeof option !== "boolean" && !Number.isFinite(option)) return false;
  }
  return true;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
