/**
 * `deno task gate`: fails where an estimator is biased, or has become less efficient than it was. The task starts
 * `gate/launcher.ts`, which starts this.
 *
 * Exit codes: 0 nothing found, 1 found or failed, 2 usage error.
 * Permissions: read on the project, the plugins' folders and the baseline, write on the files that flags name.
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { getEstimator, useBackend } from "../../estimators/mod.ts";
import {
  type Command,
  type CommandIo,
  defineCommand,
  type FlagValues,
  names,
  number,
  paths,
  text,
  UsageError,
  wholeNumber,
} from "../command_line.ts";
import { baselineText, readBaseline } from "../gate/baseline.ts";
import { biasTests } from "../gate/bias.ts";
import { judgeKept, judgeSides } from "../gate/judge.ts";
import { bencher, benchmarkAction, efficiencyText, type GateResult, junit } from "../gate/outputs.ts";
import { RemoteSides, type Sides } from "../gate/remote.ts";
import type { FromLauncher, Measurement, ToLauncher } from "../gate/types.ts";
import { loadPlugins } from "../plugins/load.ts";
import { runAsking } from "../run/process/asking.ts";

const FLAGS = {
  "base": text({
    placeholder: "REF",
    help: "commit to compare with, measured in turns with the code as it stands",
  }),
  "baseline": text({
    placeholder: "FILE",
    help: "baseline to compare with, in ratios to the first estimator",
  }),
  "save": text({ placeholder: "FILE", help: "write a baseline of this run" }),
  "plugin": paths({ placeholder: "FILE", help: "module whose estimators take part; may be repeated" }),
  "estimators": names({
    placeholder: "A,B",
    help: "the first one is the others' unit",
    default: ["rt", "lrt", "r2g2"],
  }),
  "processes": wholeNumber({ least: 3, placeholder: "N", help: "processes of each side", default: 6 }),
  "allow": number({
    ...{ from: 0, below: 1 },
    placeholder: "SHARE",
    help: "loss of efficiency that is let pass, even if it is no noise",
    default: 0.05,
  }),
  "junit": text({ placeholder: "FILE", help: "write JUnit's XML" }),
  "benchmark-action": text({
    placeholder: "FILE",
    help: "write JSON for github-action-benchmark, bigger is better",
  }),
  "bencher": text({ placeholder: "FILE", help: "write Bencher's metric format" }),
} as const;

/** Gradients whose variance is taken, and turns of every bench in one process. */
const SIZES = { draws: 200, rounds: 31 };

/** Tests estimators for bias and compares their efficiency with a baseline. */
export function gateCommand(sides: Sides): Command<typeof FLAGS> {
  return defineCommand({
    name: "gate",
    summary:
      `Fails where an estimator is biased, or less efficient than the baseline beyond the noise of this run.
Efficiency is 1 / (variance × time) of a gradient; --base measures both sides in turns on this machine.`,
    flags: FLAGS,
    details: "Exit code 1: something was found, or the gate failed.",
    run: (values, io) => gate(values, { io, sides }),
  });
}

async function gate(
  values: FlagValues<typeof FLAGS>,
  { io, sides }: { readonly io: CommandIo; readonly sides: Sides },
): Promise<number> {
  if (values.base !== undefined && values.baseline !== undefined) {
    throw new UsageError("--base and --baseline are two baselines; give one of them");
  }
  const kept = values.baseline === undefined ? undefined : await readBaseline(values.baseline);
  const marks = await loadPlugins(values.plugin);
  const own = marks.flatMap((mark) => Object.keys(mark.estimators));
  const estimators = [...new Set([...values.estimators, ...own])];
  requireKnown(estimators);
  await useBackend("wasm", { blas: "off" });
  const bias = biasTests(estimators);
  for (const { name, failed, skipped } of bias) {
    if (skipped === undefined) io.out(`bias        ${name}: ${failed ?? "none found"}`);
  }

  if (values.base !== undefined) await sides.checkout(values.base);
  const task = {
    ...SIZES,
    estimators,
    plugins: values.plugin.map((path) => pathToFileURL(resolve(path)).href),
  };
  const [head, base]: [Measurement[], Measurement[]] = [[], []];
  for (let i = 0; i < values.processes; i++) {
    head.push(await sides.measure("head", task));
    if (values.base !== undefined) base.push(await sides.measure("base", task));
  }
  const options = { allowed: values.allow };
  const judged = kept !== undefined
    ? judgeKept(head, kept, options)
    : values.base !== undefined
    ? judgeSides(head, base, options)
    : [];
  for (const one of judged) io.out(`efficiency  ${one.name}: ${efficiencyText(one)}`);
  if ((kept !== undefined || values.base !== undefined) && judged.length === 0) {
    io.error("gate: the baseline has no bench of these estimators: nothing was compared");
  }
  await writeFiles(values, { bias, head, judged });
  const found = [
    ...bias.filter(({ failed }) => failed !== undefined),
    ...judged.filter(({ regressed }) => regressed),
  ];
  io.out(`${found.length} found${found.length === 0 ? "" : `: ${found.map(({ name }) => name).join("; ")}`}`);
  return found.length === 0 ? 0 : 1;
}

/** @throws {UsageError} for an estimator that does not exist. */
function requireKnown(estimators: readonly string[]): void {
  try {
    estimators.forEach(getEstimator);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

async function writeFiles(values: FlagValues<typeof FLAGS>, result: GateResult): Promise<void> {
  const texts = [
    [values.save, () => baselineText(result.head)],
    [values.junit, () => junit(result)],
    [values["benchmark-action"], () => benchmarkAction(result)],
    [values.bencher, () => bencher(result)],
  ] as const;
  for (const [path, make] of texts) if (path !== undefined) await Deno.writeTextFile(path, make());
}

if (import.meta.main) {
  await runAsking<typeof FLAGS, ToLauncher, FromLauncher>((ask) => {
    const sides = new RemoteSides(ask);
    return { command: gateCommand(sides), hear: (message) => sides.hear(message) };
  });
}
