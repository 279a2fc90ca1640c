/**
 * The rows of the table, in its order.
 * @module
 */
import { kills } from "./rows/kills.ts";
import type { FaultRow } from "./tally.ts";

/** All kinds of faults. */
export const ROWS: readonly FaultRow[] = [
  kills(1),
  kills(2),
];
