import assert from "node:assert/strict";
import { defineCommand, runCommand } from "../command_line.ts";
import { BENCH_FLAGS, type BenchValues, partArguments, requestOf } from "./bench_options.ts";

async function parsed(...args: string[]): Promise<BenchValues> {
  let values: BenchValues | undefined;
  const command = defineCommand({
    name: "bench",
    summary: "",
    flags: BENCH_FLAGS,
    run: (given) => Promise.resolve(void (values = given)),
  });
  const fail = (line: string) => assert.fail(line);
  await runCommand(command, args, { out: fail, error: fail });
  return values!;
}

Deno.test("no flags mean the quick suite on the embedded data set", async () => {
  const values = await parsed();
  const { data, results, jobs, backend, blas, plan } = values;
  assert.deepEqual({ request: requestOf(values), data, results, jobs, backend, blas, plan }, {
    request: { suite: "quick", seed: 0, backend: "auto", threads: 1 },
    data: "digits",
    results: "results",
    jobs: 1,
    backend: "auto",
    blas: "auto",
    plan: false,
  });
});

Deno.test("flags reach the request", async () => {
  const options = await parsed(
    ...("--estimators rt,r2g2 --seeds 5 --seed 7 --budget time:60s --models mlp,vae3 --jobs 2 --plan".split(
      " ",
    )),
  );
  assert.deepEqual(requestOf(options), {
    suite: "quick",
    seed: 7,
    backend: "auto",
    threads: 1,
    estimators: ["rt", "r2g2"],
    models: ["mlp", "vae3"],
    seeds: 5,
    budget: "time:60s",
  });
  assert.equal(options.jobs, 2);
  assert.ok(options.plan);
});

Deno.test("a part's command line means the same run, where and whether it runs aside", async () => {
  const values = await parsed(
    ..."--estimators rt,r2g2 --seeds 5 --budget time:60s --layers conv5=r2g2,conv*=rt --jobs 2".split(" "),
    ..."--launcher slurm --shards 4 --dry-run --results".split(" "),
    "a folder of $HOME",
  );
  const again = await parsed(...partArguments(values, "wasm"));
  assert.deepEqual(again, {
    ...values,
    backend: "wasm",
    "skip-benches": true,
    launcher: "local",
    shards: undefined,
    "dry-run": false,
  });
});
