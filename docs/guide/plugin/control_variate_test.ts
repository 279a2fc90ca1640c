import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PLUGIN = "docs/guide/plugin/control_variate.ts";

/** A task in the project's folder. */
async function task(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command("deno", { args: ["task", ...args], cwd: ROOT })
    .output();
  return { code, text: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n") };
}

Deno.test("the plugin's estimator passes the conformance suite, as the guide says", async () => {
  const { code, text } = await task("conformance", PLUGIN);
  assert.equal(code, 0, text);
  assert.match(
    text,
    /rt-control-variate \(RT, control variate\): [1-9]\d+ checks passed, 0 failed, \d+ do not apply/,
  );
});

Deno.test("an estimator that claims too much fails it, with exit code 1", async () => {
  const folder = await Deno.makeTempDir({ prefix: "plugin-test-" });
  try {
    const text = await Deno.readTextFile(`${ROOT}${PLUGIN}`);
    const wrong = text.replace("tf.mul(1 - COEFFICIENT", "tf.mul(1.1 - COEFFICIENT")
      .replace('site.map.kind === "dense"', 'site.family.kind === "low-rank"'); // fewer sites take less time
    await Deno.writeTextFile(`${folder}/wrong.ts`, wrong);
    const { code, text: said } = await task("conformance", `${folder}/wrong.ts`);
    assert.equal(code, 1, said);
    assert.match(said, /rt-control-variate: .*the gradient is unbiased: /);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a run with the plugin has its estimator in its experiments, and the report its label", async () => {
  const folder = await Deno.makeTempDir({ prefix: "plugin-test-" });
  try {
    const run = await task(
      ...[
        "bench",
        "--suite",
        "smoke",
        "--experiments",
        "gradient_variance,unbiasedness",
        "--models",
        "vae1-narrow",
      ],
      ...[
        "--plugin",
        PLUGIN,
        "--skip-benches",
        "--blas",
        "off",
        "--backend",
        "wasm",
        "--results",
        `${folder}/r`,
      ],
    );
    assert.equal(run.code, 0, run.text);
    const records = (await Deno.readTextFile(`${folder}/r/records.jsonl`)).trim().split("\n")
      .map((line) => JSON.parse(line)).filter(({ estimator }) => estimator === "rt-control-variate");
    const done = records.filter(({ status }) => status === "done").map(({ experiment }) => experiment);
    assert.deepEqual([...new Set(done)].sort(), ["gradient_variance"]);
    const report = await task("report", "--results", `${folder}/r`, "--out", `${folder}/site`);
    assert.equal(report.code, 0, report.text);
    const page = await Deno.readTextFile(`${folder}/site/report.md`);
    assert.match(page, /RT, control variate/);
    assert.doesNotMatch(page, /\| rt-control-variate/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
