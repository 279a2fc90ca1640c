import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { findTorch, parseTorchOutput, runTorch } from "./torch.ts";

const asked = { script: "steps.py", model: "vae1", estimators: ["rt"] };

Deno.test("the script's lines become times and what they were measured with", () => {
  const output =
    '{"about": {"PyTorch": "2.14"}}\n{"model": "vae1", "estimator": "rt", "ms": 4.6, "threads": 1}\n\n' +
    '{"model": "vae1", "estimator": "rt", "ms": 6.4, "threads": 2, "split": "1 + 2"}\n';
  assert.deepEqual(parseTorchOutput(output, asked), {
    about: { PyTorch: "2.14" },
    times: [{ estimator: "rt", ms: 4.6, threads: 1 }, { estimator: "rt", ms: 6.4, threads: 2 }],
  });
});

for (
  const [what, output] of [
    ["prose", "Loading…"],
    ["another model", '{"model": "mlp", "estimator": "rt", "ms": 4.6, "threads": 1}'],
    ["no time", '{"model": "vae1", "estimator": "rt", "threads": 1}'],
    ["no threads", '{"model": "vae1", "estimator": "rt", "ms": 4.6}'],
    ["a time of zero", '{"model": "vae1", "estimator": "rt", "ms": 0, "threads": 1}'],
    ["null", "null"],
  ] as const
) {
  Deno.test(`${what} is refused`, () => {
    assert.throws(() => parseTorchOutput(output, asked), {
      name: "PeerError",
      message: /^steps.py: got the line /,
    });
  });
}

Deno.test("silence is refused, and so is an estimator that was left out", () => {
  assert.throws(() => parseTorchOutput("\n", asked), /steps.py: printed no result for vae1 rt/);
  const output = '{"model": "vae1", "estimator": "rt", "ms": 4.6, "threads": 1}';
  const both = { ...asked, estimators: ["rt", "r2g2"] };
  assert.throws(() => parseTorchOutput(output, both), /steps.py: printed no result for vae1 r2g2/);
});

const mayRun = (command: string) => Deno.permissions.querySync({ name: "run", command }).state === "granted";

Deno.test({
  name: `a child process is measured, or fails in one line${
    mayRun("deno") ? "" : " (skipped: no --allow-run=deno)"
  }`,
  ignore: !mayRun("deno"),
  async fn() {
    const script = fileURLToPath(new URL("fake_torch.ts", import.meta.url));
    const fake = { python: "deno", script, seconds: 0.006, threads: [1, 2], estimators: ["rt", "r2g2"] };
    const { times } = await runTorch({ ...fake, model: "vae1" });
    assert.deepEqual(times.map(({ estimator, threads, ms }) => [estimator, threads, ms]), [
      ["rt", 1, 6],
      ["rt", 2, 3],
      ["r2g2", 1, 12],
      ["r2g2", 2, 6],
    ]);
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
      assert.deepEqual(await findTorch({ pythons: [`${folder}/none`, without, own, other] }), {
        python: own,
        version: "2.4.1",
      });
      assert.equal(
        await findTorch({ pythons: [`${folder}/none`, without] }),
        `${folder}/none: not installed; ${without}: No module named torch`,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
