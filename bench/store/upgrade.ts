/**
 * Records of older layouts, brought to the present one where they are read; what is stored stays as it is.
 * @module
 */
import { SCHEMA_VERSION } from "./record/record.ts";

/** Versions of the layout that are read. */
export const READABLE_SCHEMAS: readonly number[] = [1, SCHEMA_VERSION];

/**
 * An entry of any readable version, in the present layout.
 *
 * Version 1 had no status for a divergence: it was a failure whose reason said so.
 */
export function upgradeRecord(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (entry["schema"] !== 1) return entry;
  const { status, reason } = entry;
  const diverged = status === "failed" && typeof reason === "string" && / diverged at step /.test(reason);
  return { ...entry, schema: SCHEMA_VERSION, status: diverged ? "diverged" : status };
}
