import assert from "node:assert/strict";
import { parseOptions, UsageError } from "./bench_options.ts";

Deno.test("no flags mean the quick suite on the embedded data set", () => {
  const { request, dataset, results, jobs, backend, blas, plan } = parseOptions([]);
  assert.deepEqual({ request, dataset, results, jobs, backend, blas, plan }, {
    request: { suite: "quick", seed: 0, backend: "auto", threads: 1 },
    dataset: "digits",
    results: "results",
    jobs: 1,
    backend: "auto",
    blas: "auto",
    plan: false,
  });
});

Deno.test("flags reach the request", () => {
  const options = parseOptions(
    "--estimators rt,r2g2 --seeds 5 --seed 7 --budget time:60s --models mlp,vae3 --jobs 2 --plan".split(" "),
  );
  assert.deepEqual(options.request, {
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

const BAD: readonly (readonly [string, RegExp])[] = [
  ["--seds 3", /unknown flag --seds; did you mean seeds\?/],
  ["--seeds 0", /--seeds is "0"; wanted a whole number of at least 1/],
  ["--seeds 1.5", /--seeds is "1.5"/],
  ["--seed -1", /--seed/],
  ["--jobs none", /--jobs is "none"/],
  ["--data mist", /--data "mist"; did you mean mnist\?/],
  ["--backend wasn", /--backend "wasn"; did you mean wasm\?/],
  ["--estimators rt,,lrt", /--estimators is "rt,,lrt"; wanted different names/],
  ["--estimators rt,rt", /wanted different names/],
  ["--models mlp,mlp", /--models is "mlp,mlp"; wanted different names/],
  ["--suite", /--suite/],
  ["quick", /unexpected argument "quick"/],
];

for (const [line, message] of BAD) {
  Deno.test(`bench ${line} is a usage error of one line`, () => {
    assert.throws(() => parseOptions(line.split(" ")), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  });
}
