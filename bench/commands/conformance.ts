/**
 * `deno task conformance FILE…`: does a plugin's estimator keep the contract of estimators?
 *
 * Permissions: read on the project and the plugins' folders.
 * @module
 */
import { conformance } from "../../estimators/conformance.ts";
import { getEstimator, useBackend } from "../../estimators/mod.ts";
import { choice, type CommandIo, defineCommand, printable, runAndExit, UsageError } from "../command_line.ts";
import { loadPlugins } from "../plugins/load.ts";

/** Runs the conformance suite on the estimators of plugins; exit code 1 where a check fails. */
export const conformanceCommand = defineCommand({
  name: "conformance",
  summary:
    `Checks the estimators that plugins register, at every family and map that they support: shapes and errors,
the same gradient to the bit from the same key, no tensor left behind, the law of z, and an unbiased gradient.`,
  flags: {
    backend: choice(["wasm", "cpu"] as const, { placeholder: "NAME", help: "wasm | cpu", default: "wasm" }),
  },
  positionals: { placeholder: "FILE…", least: 1, most: Infinity, missing: "name a plugin's file" },
  async run({ backend }, io, files) {
    const names = (await loadPlugins(files)).flatMap(({ estimators }) => Object.keys(estimators));
    if (names.length === 0) throw new UsageError(`${files.join(", ")}: no estimator is registered there`);
    await useBackend(backend, { blas: "off" });
    const failed = names.map((name) => checkAll(name, io)).reduce((a, b) => a + b, 0);
    return failed === 0 ? 0 : 1;
  },
});

/** @returns the number of checks that failed. */
function checkAll(name: string, io: CommandIo): number {
  const estimator = getEstimator(name);
  const checks = conformance(estimator);
  let failed = 0;
  for (const { name: check, skip, run } of checks) {
    if (skip !== undefined) continue;
    try {
      run();
    } catch (error) {
      failed++;
      io.out(`${name}: ${check}: ${printable(error instanceof Error ? error.message : String(error))}`);
    }
  }
  const skipped = checks.filter(({ skip }) => skip !== undefined).length;
  io.out(
    `${name} (${estimator.label}): ${checks.length - skipped - failed} checks passed, ${failed} failed, ` +
      `${skipped} do not apply`,
  );
  return failed;
}

if (import.meta.main) await runAndExit(conformanceCommand);
