import assert from "node:assert/strict";
import { parseReport } from "./page.ts";

const { state } = await Deno.permissions.query({ name: "run" });
const ignore = state !== "granted" || Deno.build.os === "windows";
const unless = ignore ? " (skipped: needs --allow-run, and a shell)" : "";
const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
const command: string[] = tasks.peer.command.split(" ").slice(1);
const root = new URL("../../", import.meta.url);

/** As `deno task peer` with a python3 that has PyTorch 2.0 and times as `timing` says. */
async function start(
  folder: string,
  { timing, seconds, torch = "steps.py" }: { timing: string; seconds: number; torch?: string },
) {
  const python = `#!/bin/sh\nif [ "$1" = -c ]; then echo 2.0; exit; fi\n${timing}\n`;
  await Deno.writeTextFile(`${folder}/python3`, python, { mode: 0o755 });
  const flags = [
    "--models",
    "vae1",
    "--seconds",
    `${seconds}`,
    "--rounds",
    "1",
    "--threads",
    "1",
    "--blas",
    "off",
  ];
  return new Deno.Command(Deno.execPath(), {
    args: [...command, "--torch", torch, "--json", ...flags],
    cwd: root,
    env: { PATH: `${folder}:${Deno.env.get("PATH")}`, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function ended(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return {
    code,
    out: decoder.decode(stdout).trim().split("\n"),
    error: decoder.decode(stderr).trim().split("\n"),
  };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "peer-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: `the launcher starts both sides, and their times stand beside each other${unless}`,
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const row = (estimator: string) =>
        `echo '{"model": "vae1", "estimator": "${estimator}", "threads": 1, "ms": 7}'`;
      // Its arguments: the script, --seconds S --threads N --estimators A,B and the model.
      const timing = `[ "$1" = steps.py ] && [ "$8" = vae1 ] && ${row("rt")} && ${row("r2g2")}`;
      const { code, out, error } = await ended(await start(folder, { timing, seconds: 0.01 }));
      assert.equal(code, 0, error.join("\n"));
      assert.equal(error[0], "peer: PyTorch 2.0 of python3");
      const { rows } = parseReport(out.join("\n"), "the output");
      assert.deepEqual(rows.map(({ estimator, peer }) => [estimator, peer?.ms]), [["rt", 7], ["r2g2", 7]]);
    }),
});

Deno.test({
  name: `a script that fails ends the task with 1 and one line${unless}`,
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const { code, error } = await ended(
        await start(folder, { timing: "echo no such model >&2; exit 3", seconds: 0.01 }),
      );
      assert.equal(code, 1);
      assert.equal(error.at(-1), "peer: steps.py failed: no such model");
    }),
});

Deno.test({
  name: `TERM ends both sides in one line, exit code 143${unless}`,
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const timing = `echo $$ > ${folder}/pid; exec sleep 60`;
      const child = await start(folder, { timing, seconds: 0.01 });
      const end = ended(child);
      let pid = "";
      for (let i = 0; i < 600 && pid === ""; i++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        pid = (await Deno.readTextFile(`${folder}/pid`).catch(() => "")).trim();
      }
      child.kill("SIGTERM");
      const { code, error } = await end;
      assert.deepEqual([code, error.at(-1)], [143, "peer: stopped by SIGTERM"]);
      const { stdout } = await new Deno.Command("ps", { args: ["-p", pid, "-o", "stat="] }).output();
      assert.match(new TextDecoder().decode(stdout).trim(), /^(Z.*)?$/, "the script still runs");
    }),
});

Deno.test({
  name: `our own script goes to the interpreter on its standard input${unless}`,
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const said = `{"model": "vae1", "threads": 1, "ms": 7, "estimator":`;
      // As an interpreter whose root has no such file.
      const timing =
        `[ "$1" = - ] && grep -q HierarchicalVae && echo '${said} "rt"}' && echo '${said} "r2g2"}'`;
      const child = await start(folder, { timing, seconds: 0.01, torch: "auto" });
      const { code, error, out } = await ended(child);
      assert.equal(code, 0, error.join("\n"));
      assert.deepEqual(parseReport(out.join("\n"), "the output").rows.map(({ peer }) => peer?.ms), [7, 7]);
    }),
});
