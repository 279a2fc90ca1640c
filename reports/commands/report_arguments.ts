/**
 * Flags of `deno task report`.
 * @module
 */
import { FAILURES } from "../difference/failures.ts";
import { type FlagValues, names, text, toggle } from "../../bench/command_line.ts";

/** What the command line can ask for. */
export const REPORT_FLAGS = {
  results: names({
    placeholder: "DIR[,DIR…]",
    help:
      "folders of the records, written by deno task bench; several are merged: shards of one run, or runs of " +
      "different experiments",
    repeats: true,
    default: ["results"],
  }),
  out: text({ placeholder: "DIR", help: "folder of the report", default: "site" }),
  compare: names({
    placeholder: "DIR[,DIR…]",
    help: "puts the main numbers of other results beside these, with differences and a noise floor",
    repeats: true,
  }),
  "fail-on": names({
    placeholder: FAILURES.join(","),
    help: "exit code 1 for a biased estimator, or a number that is worse than in the results compared with",
    oneOf: FAILURES,
  }),
  json: toggle("prints the answer as one JSON object (answer.json of the report), writes nothing"),
  answer: toggle("prints the answer in words, writes nothing"),
  check: toggle("builds and checks the report (specifications, links, policy), writes nothing"),
} as const;

/** Values of the flags. */
export type ReportValues = FlagValues<typeof REPORT_FLAGS>;
