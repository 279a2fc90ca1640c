import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { findTorch, parseTorchOutput, runTorch } from "./torch.ts";

const about = { script: "steps.py", model: "vae1" };

Deno.test("the script's lines become medians by estimator", () => {
  const output = '{"model": "vae1", "estimator": "rt", "ms": 4.6, "threads": 1}\n\n' +
    '{"model": "vae1", "estimator": "r2g2", "ms": 6.4, "threads": 1}\n';
  assert.deepEqual([...parseTorchOutput(output, about)], [["rt", 4.6], ["r2g2", 6.4]]);
});

for (
  const [what, output] of [
    ["prose", "Loading…"],
    ["another model", '{"model": "mlp", "estimator": "rt", "ms": 4.6}'],
    ["no time", '{"model": "vae1", "estimator": "rt"}'],
    ["a time of zero", '{"model": "vae1", "estimator": "rt", "ms": 0}'],
    ["null", "null"],
  ] as const
) {
  Deno.test(`${what} is refused`, () => {
    assert.throws(() => parseTorchOutput(output, about), {
      name: "PeerError",
      message: /^steps.py: got the line /,
    });
  });
}

Deno.test("silence is refused", () => {
  assert.throws(() => parseTorchOutput("\n", about), /steps.py: printed no result for vae1/);
});

const mayRun = (command: string) => Deno.permissions.querySync({ name: "run", command }).state === "granted";

Deno.test({
  name: `a child process is measured, or fails in one line${
    mayRun("deno") ? "" : " (skipped: no --allow-run=deno)"
  }`,
  ignore: !mayRun("deno"),
  async fn() {
    const script = fileURLToPath(new URL("fake_torch.ts", import.meta.url));
    const fake = { python: "deno", script, seconds: 0.006, threads: 2 };
    assert.deepEqual([...await runTorch({ ...fake, model: "vae1" })], [["rt", 3], ["r2g2", 6]]);
    await assert.rejects(runTorch({ ...fake, model: "chatty" }), /got the line Loading…, wanted/);
    await assert.rejects(runTorch({ ...fake, model: "broken" }), (error: Error) => {
      assert.equal(error.name, "PeerError");
      assert.ok(
        error.message.startsWith(`${script} failed: `) && !error.message.includes("\n"),
        error.message,
      );
      return true;
    });
  },
});

Deno.test({
  name: `the first interpreter with PyTorch is taken, and of none the reasons are told${
    mayRun("sh") ? "" : " (skipped: no --allow-run=sh)"
  }`,
  ignore: !mayRun("sh"),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const script = async (name: string, text: string) => {
        await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
        return `${folder}/${name}`;
      };
      // As `python3 -c "import torch; print(torch.__version__)"` ends with and without it.
      const without = await script(
        "without",
        "echo 'Traceback' >&2; echo 'No module named torch' >&2; exit 1",
      );
      const [own, other] = [await script("own", "echo 2.4.1"), await script("other", "echo 2.5.0")];
      assert.deepEqual(await findTorch([`${folder}/none`, without, own, other]), {
        python: own,
        version: "2.4.1",
      });
      assert.equal(
        await findTorch([`${folder}/none`, without]),
        `${folder}/none: not installed; ${without}: No module named torch`,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
