import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runCommand } from "../command_line.ts";
import { RemoteSides, type Sides } from "../gate/remote.ts";
import type { Measurement } from "../gate/types.ts";
import { gateCommand } from "./gate.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Sides that need no process: each measurement a little other than the last. */
function sides({ slower = 1, asked = [] }: { slower?: number; asked?: string[] }): Sides {
  let turn = 0;
  return {
    checkout: (ref) => Promise.resolve(void asked.push(`checkout ${ref}`)),
    measure(side, { estimators }) {
      asked.push(side);
      const factor = (side === "head" ? slower : 1) * (1 + 0.01 * (turn++ % 3));
      return Promise.resolve(Object.fromEntries(
        estimators.map((name) => [`a site, ${name}`, {
          milliseconds: name === "r2g2" ? factor : 1 + 0.001 * turn,
          variance: 1,
          varianceError: 0.05,
        }]),
      ) as Measurement);
    },
  };
}

async function run(of: Sides, ...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const lines = { out: [] as string[], error: [] as string[] };
  const code = await runCommand(gateCommand(of), ["--estimators", "rt,r2g2", ...args], {
    out: (line) => lines.out.push(line),
    error: (line) => lines.error.push(line),
  });
  return { code, out: lines.out.join("\n"), error: lines.error.join("\n") };
}

Deno.test("both sides are measured in turns; nothing found ends with 0, a regression with 1", async () => {
  const asked: string[] = [];
  const same = await run(sides({ asked }), "--base", "HEAD", "--processes", "3");
  assert.equal(same.code, 0, same.out + same.error);
  assert.deepEqual(asked, ["checkout HEAD", "head", "base", "head", "base", "head", "base"]);
  assert.match(same.out, /bias {8}latent site, quadratic loss, r2g2: none found\n[^]*\n0 found$/);
  const slow = await run(sides({ slower: 2 }), "--base", "HEAD", "--processes", "3");
  assert.equal(slow.code, 1, slow.out);
  assert.match(
    slow.out,
    /efficiency {2}a site, r2g2: regressed: efficiency is 0\.5\d+ times[^]*\n1 found: a site, r2g2$/,
  );
});

Deno.test("a stored baseline finds the same, and the other files are written", async () => {
  const folder = await Deno.makeTempDir({ prefix: "gate-test-" });
  try {
    const outputs = ["junit", "benchmark-action", "bencher"].map((name) => `--${name}=${folder}/${name}`);
    assert.equal((await run(sides({}), "--save", `${folder}/kept.json`)).code, 0);
    const same = await run(sides({}), "--baseline", `${folder}/kept.json`, ...outputs);
    assert.equal(same.code, 0, same.out);
    const slow = await run(sides({ slower: 2 }), "--baseline", `${folder}/kept.json`, ...outputs);
    assert.equal(slow.code, 1, slow.out);
    assert.match(await Deno.readTextFile(`${folder}/junit`), /<failure message="regressed: /);
    assert.equal(JSON.parse(await Deno.readTextFile(`${folder}/benchmark-action`)).length, 2);
    assert.deepEqual(Object.keys(JSON.parse(await Deno.readTextFile(`${folder}/bencher`))), [
      "a site, rt",
      "a site, r2g2",
    ]);
    const others = await run(sides({}), "--baseline", `${folder}/kept.json`, "--estimators=rt");
    assert.equal(others.code, 2); // given twice
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a biased plugin that says it is not ends with 1", async () => {
  const folder = await Deno.makeTempDir({ prefix: "gate-test-" });
  try {
    const module = new URL("../../mod.ts", import.meta.url).href;
    await Deno.writeTextFile(
      `${folder}/doubled.ts`,
      `import * as tf from "@tensorflow/tfjs";
import { getEstimator, registerEstimator } from "${module}";
const rt = getEstimator("rt");
const draw = (site, noise) => {
  const { preactivations, ...rest } = rt.draw(site, noise);
  return { ...rest, preactivations: tf.mul(1.1, preactivations) };
};
registerEstimator({ ...rt, name: "doubled", label: "Doubled", draw });`,
    );
    const { code, out, error } = await run(sides({}), "--plugin", `${folder}/doubled.ts`);
    assert.deepEqual([code, error], [1, ""]);
    assert.match(out, /latent site, quadratic loss, doubled: biased: coordinate \d+ has the mean /);
    assert.match(out, /latent site, quadratic loss, r2g2: none found/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("what the launcher cannot do is told in one line", async () => {
  const remote = new RemoteSides((message) => {
    queueMicrotask(() => remote.hear({ failed: "checkout" in message ? "git does not know it" : "no luck" }));
  });
  const unknown = await run(remote, "--base", "nowhere");
  assert.deepEqual([unknown.code, unknown.error], [1, "gate: git does not know it"]);
  assert.deepEqual((await run(remote)).error, "gate: no luck");
});

Deno.test("processes of their own: measured variances repeat to the bit, and an unknown commit is told", async () => {
  const folder = await Deno.makeTempDir({ prefix: "gate-test-" });
  const task = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args: ["task", "gate", "--estimators", "rt,r2g2", "--processes", "3", "--allow", "0.99", ...args],
      cwd: ROOT,
    }).output();
    return { code, text: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n") };
  };
  try {
    const kept = `${folder}/kept.json`;
    const saved = await task("--save", kept);
    assert.equal(saved.code, 0, saved.text);
    const { benches } = JSON.parse(await Deno.readTextFile(kept));
    assert.deepEqual(
      Object.keys(benches),
      ["diagonal", "full", "low-rank"].flatMap((family) =>
        ["rt", "r2g2"].map((name) => `${family} 40 to 5, ${name}`)
      ),
    );
    const smaller = (family: string) =>
      benches[`${family} 40 to 5, r2g2`].variance < benches[`${family} 40 to 5, rt`].variance;
    assert.ok(["diagonal", "full", "low-rank"].every(smaller));
    const unknown = await task("--base", "no-such-commit");
    assert.equal(unknown.code, 1);
    assert.match(unknown.text, /gate: --base is "no-such-commit", which git does not know as a commit/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
