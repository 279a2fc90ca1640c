/**
 * `deno task audit FILE`: is the mean of these gradient samples right? For samples of any framework.
 *
 * Exit codes: 0 no bias found, 1 the samples cannot be read or tested ("failed"), or the program is at fault, 2 usage
 * error, 3 biased, or too little to say.
 * Permissions: read on the files, write on the page.
 * @module
 */
import { auditJson, describeResult } from "../audit/describe_result.ts";
import { auditPage } from "../audit/page.ts";
import { readTable } from "../audit/read_table.ts";
import { aligned } from "../audit/table.ts";
import { auditSamples, type AuditSubject } from "../audit/verdict.ts";
import {
  choice,
  CommandError,
  type CommandIo,
  defineCommand,
  type FlagValues,
  number,
  runAndExit,
  text,
  toggle,
  UsageError,
  wholeNumber,
} from "../command_line.ts";
import { SampleError } from "../stats/mod.ts";

const FLAGS = {
  "reference": text({ placeholder: "FILE", help: "the exact gradient: one row, or one column" }),
  "against": text({ placeholder: "FILE", help: "draws of a trusted estimator; compares the variance too" }),
  "paired": toggle("row i of both files was drawn with the same noise (more power)"),
  "alpha": number({
    above: 0,
    below: 1,
    placeholder: "A",
    help: "chance of a false rejection, over all coordinates together",
    default: 1e-3,
  }),
  "power": number({
    above: 0,
    below: 1,
    placeholder: "P",
    help: "power for which the detectable bias is stated",
    default: 0.999,
  }),
  "detect": number({
    above: 0,
    placeholder: "SD",
    help: "bias, in standard deviations of one draw, that must be detectable to say that none is found",
    default: 0.1,
  }),
  "independent": toggle("the rows are independent, though they repeat or follow each other"),
  "batch": wholeNumber({
    least: 1,
    placeholder: "N",
    help: "average N draws into one, for heavy tails",
    default: 1,
  }),
  "tolerance": number({
    from: 0,
    placeholder: "T",
    help: "bias that counts as rounding, relative to the largest value  (default 1e-5; float16: 5e-4)",
  }),
  "absolute-tolerance": number({
    from: 0,
    placeholder: "T",
    help: "bias that counts as rounding, whatever the values",
    default: 0,
  }),
  "header": choice(["yes", "no"], {
    placeholder: "yes|no",
    help: "whether text begins with a line of names  (default as it looks)",
  }),
  "array": text({ placeholder: "NAME", help: "array of an .npz file  (default all, side by side)" }),
  "json": toggle("print the result for programs"),
  "out": text({ placeholder: "FILE", help: "write the result as a page, .html" }),
} as const;

/** Tests gradient samples of any framework for bias. */
export const auditCommand = defineCommand({
  name: "audit",
  summary:
    `Tests that the mean of gradient samples is right, in every coordinate, and states both error rates.
FILE has one row per draw and one column per coordinate: .csv (commas or semicolons), .tsv, .jsonl, .ndjson (lists or
objects), .npy, .npz (float16, float32, float64), .parquet.`,
  flags: FLAGS,
  positionals: { placeholder: "FILE", least: 1, most: 1, missing: "name a file of samples" },
  details: "Give either --reference or --against. Exit code 3: biased, or it cannot say; 1: not readable.",
  async run(values, io, [samples]) {
    const { reference, against, paired } = values;
    if ((reference === undefined) === (against === undefined)) {
      throw new UsageError("give either --reference or --against");
    }
    if (paired && against === undefined) throw new UsageError("--paired needs --against");
    const paths = { samples: samples!, reference: (reference ?? against)!, exact: against === undefined };
    try {
      return await audit(paths, values, io);
    } catch (error) {
      throw isOfFiles(error) ? new CommandError(`failed: ${error.message}`) : error;
    }
  },
});

/** Whether an error is the files' fault, or the file system's, and not ours. */
function isOfFiles(error: unknown): error is Error {
  return error instanceof SampleError || Object.values(Deno.errors).some((kind) => error instanceof kind);
}

/** What a file's own answer may be. */
const FOUND = 3;

async function audit(
  paths: { readonly samples: string; readonly reference: string; readonly exact: boolean },
  values: FlagValues<typeof FLAGS>,
  io: CommandIo,
): Promise<number> {
  const { alpha, power, batch, tolerance, paired, detect, independent, array, out, json } = values;
  const options = { array, ...(values.header === undefined ? {} : { header: values.header === "yes" }) };
  const table = await readTable(paths.samples, options);
  const other = aligned(await readTable(paths.reference, { ...options, vector: paths.exact }), table);
  const subject: AuditSubject = {
    samples: { path: paths.samples, table },
    reference: { path: paths.reference, table: other },
    exact: paths.exact,
    paired,
  };
  const found = auditSamples(subject, {
    ...{ familyErrorRate: alpha, power, batch, detect, independent },
    ...(tolerance === undefined ? {} : { tolerance }),
    absoluteTolerance: values["absolute-tolerance"],
  });
  if (out !== undefined) await Deno.writeTextFile(out, auditPage(found, subject));
  if (json) io.out(JSON.stringify(auditJson(found, subject), null, 2));
  else for (const line of describeResult(found, subject)) io.out(line);
  return found.verdict === "no bias found" ? 0 : FOUND;
}

if (import.meta.main) await runAndExit(auditCommand);
