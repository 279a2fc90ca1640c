/**
 * `deno task bench`: runs a suite. Only the files of a `commands/` folder print and exit.
 * @module
 */
// deno-lint-ignore-file no-console
import { BackendError } from "../../estimators/mod.ts";
import { DataError } from "../../models/mod.ts";
import { calibrate } from "../run/calibration.ts";
import { runDenoBench } from "../run/deno_bench.ts";
import { HELP, parseOptions, UsageError } from "./bench_options.ts";
import { describePlan } from "../run/describe_plan.ts";
import { planRun } from "../run/plan.ts";
import { prepare } from "../run/prepare.ts";
import { runBench } from "../run/run_bench.ts";
import { StoreBusyError, StoreError } from "../store/mod.ts";

/** Exit codes: 0 done, 1 a failure, 2 a command that cannot be meant. */
async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const { request, backend, blas, dataset: name, dataDir } = options;
  const preparation = {
    request,
    dataset: name,
    backend,
    blas,
    ...(dataDir === undefined ? {} : { dataDir }),
  };
  const notice = (line: string) => console.error(line);
  const { info, dataset } = await prepare(preparation, notice);
  const plan = asUsage(() => planRun({ ...request, backend: info.name }, dataset));
  if (options.plan) {
    console.log(describePlan(plan, { slowdown: await calibrate() }));
    return 0;
  }
  if (!options.skipBenches && !await runDenoBench()) {
    console.error("bench: the Deno benches failed; going on with the suite");
  }
  const summary = await runBench(plan, {
    preparation: { ...preparation, request: { ...request, backend: info.name } },
    info,
    dataset,
    results: options.results,
    jobs: options.jobs,
    notice,
  });
  console.log(summary);
  return 0;
}

/** A plan fails on what the flags name: an unknown suite, experiment, estimator or budget. */
function asUsage<T>(plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

/** Errors whose message is the whole story; others show where they come from. */
const PLAIN_ERRORS = [
  DataError,
  StoreError,
  StoreBusyError,
  Deno.errors.PermissionDenied,
  Deno.errors.NotCapable,
];

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if ([UsageError, BackendError].some((kind) => error instanceof kind)) {
      console.error(`bench: ${(error as Error).message}`);
      Deno.exit(2);
    }
    const plain = PLAIN_ERRORS.some((kind) => error instanceof kind);
    console.error(`bench: ${plain ? (error as Error).message : (error as Error)?.stack ?? error}`);
    Deno.exit(1);
  }
}
