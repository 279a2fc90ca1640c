/**
 * A stored baseline: what a gate measured, in ratios that another machine can repeat.
 * @module
 */
import * as v from "valibot";
import { CommandError } from "../command_line.ts";
import { keep, type Kept } from "./judge.ts";
import type { Measurement } from "./types.ts";

const Positive = v.pipe(v.number(), v.gtValue(0));
const BaselineSchema = v.object({
  version: v.literal(1),
  benches: v.record(
    v.string(),
    v.object({
      variance: Positive,
      varianceError: v.number(),
      relative: v.number(),
      relativeError: v.number(),
    }),
  ),
});

/** @throws {CommandError} in one line, for a file that is missing or was not written by `--save`. */
export async function readBaseline(path: string): Promise<Readonly<Record<string, Kept>>> {
  try {
    return v.parse(BaselineSchema, JSON.parse(await Deno.readTextFile(path))).benches;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new CommandError(`${path} does not exist: write it with deno task gate --save ${path}`);
    }
    if (!(error instanceof v.ValiError) && !(error instanceof SyntaxError)) throw error;
    throw new CommandError(`${path} is no baseline: write it with deno task gate --save ${path}`);
  }
}

/** The text of a baseline. */
export function baselineText(head: readonly Measurement[]): string {
  return JSON.stringify({ version: 1, benches: keep(head) }, null, 2) + "\n";
}
