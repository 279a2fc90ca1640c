/**
 * `deno task audit FILE`: is the mean of these gradient samples right? For samples of any framework.
 *
 * Exit codes: 0 not rejected, 1 rejected or failed, 2 usage error. Of what failed the line says whether the samples
 * cannot be read or tested ("failed"), or the program is at fault.
 * Permissions: read on the files.
 * @module
 */
import { describeResult } from "../audit/describe_result.ts";
import { asVector, readTable } from "../audit/read_table.ts";
import {
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
import {
  type ReferenceDraws,
  SampleError,
  type UnbiasednessOptions,
  unbiasednessTest,
} from "../stats/mod.ts";

const FLAGS = {
  "reference": text({ placeholder: "FILE", help: "the exact gradient: one row, or one column" }),
  "against": text({ placeholder: "FILE", help: "draws of a trusted estimator" }),
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
  "batch": wholeNumber({
    least: 1,
    placeholder: "N",
    help: "average N draws into one, for heavy tails",
    default: 1,
  }),
  "tolerance": number({
    from: 0,
    placeholder: "T",
    help: "bias that counts as rounding, relative to the largest value",
    default: 1e-5,
  }),
  "absolute-tolerance": number({
    from: 0,
    placeholder: "T",
    help: "bias that counts as rounding, whatever the values",
    default: 0,
  }),
} as const;

/** Tests gradient samples of any framework for bias. */
export const auditCommand = defineCommand({
  name: "audit",
  summary:
    `Tests that the mean of gradient samples is right, in every coordinate, and states both error rates.
FILE has one row per draw and one column per coordinate: .csv, .tsv, .jsonl, .ndjson, or .npy (float32, float64).`,
  flags: FLAGS,
  positionals: { placeholder: "FILE", least: 1, most: 1, missing: "name a file of samples" },
  details: "Give either --reference or --against. Exit code 1 also says that the mean is rejected.",
  async run(values, io, [samples]) {
    const { reference, against, paired } = values;
    if ((reference === undefined) === (against === undefined)) {
      throw new UsageError("give either --reference or --against");
    }
    if (paired && against === undefined) throw new UsageError("--paired needs --against");
    const subject = { samples: samples!, reference: (reference ?? against)!, exact: against === undefined };
    try {
      return await audit(subject, values, io);
    } catch (error) {
      throw isOfFiles(error) ? new CommandError(`failed: ${error.message}`) : error;
    }
  },
});

/** Whether an error is the files' fault, or the file system's, and not ours. */
function isOfFiles(error: unknown): error is Error {
  return error instanceof SampleError || Object.values(Deno.errors).some((kind) => error instanceof kind);
}

async function audit(
  { samples, reference, exact }: { samples: string; reference: string; exact: boolean },
  { paired, alpha, power, batch, tolerance, "absolute-tolerance": absoluteTolerance }: FlagValues<
    typeof FLAGS
  >,
  io: CommandIo,
): Promise<number> {
  const [table, other] = [await readTable(samples), await readTable(reference)];
  const expected: ArrayLike<number> | ReferenceDraws = exact
    ? asVector(other, reference)
    : { samples: other.rows, paired };
  const options: UnbiasednessOptions = { familyErrorRate: alpha, power, batch, tolerance, absoluteTolerance };
  const result = unbiasednessTest(table.rows, expected, options);
  const columns = table.names ?? other.names;
  for (
    const line of describeResult(result, { samples, reference, paired, ...(columns && { names: columns }) })
  ) {
    io.out(line);
  }
  return result.rejected ? 1 : 0;
}

if (import.meta.main) await runAndExit(auditCommand);
