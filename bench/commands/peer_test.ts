import assert from "node:assert/strict";
import { runCommand, UsageError } from "../command_line.ts";
import type { OurLine } from "../peer/messages.ts";
import { timeOurs } from "../peer/ours.ts";
import type { Sides } from "../peer/remote.ts";
import { parseReport } from "../peer/page.ts";
import { peerCommand } from "./peer.ts";

/** Our side in this process, and no other. */
const SIDES: Sides = {
  find: () => Promise.resolve("python3: not installed"),
  async ours(task) {
    const lines: OurLine[] = [];
    await timeOurs({ ...task, floor: false }, (line) => lines.push(line)).catch((error) => {
      throw error.name === "BackendError" ? new UsageError(error.message) : error;
    });
    return { times: lines.filter((line) => "ms" in line), about: {}, products: {}, notices: [] };
  },
  theirs: () => Promise.reject(new Error("there is none")),
};

async function run(...args: string[]): Promise<{ code: number; out: string[]; error: string[] }> {
  const [out, error]: string[][] = [[], []];
  const code = await runCommand(peerCommand(SIDES), args, {
    out: (line) => out!.push(line),
    error: (line) => error!.push(line),
  });
  return { code, out: out!, error: error! };
}

/** Command lines that are usage errors, and their messages. */
const REFUSED: readonly (readonly [string[], RegExp])[] = [
  [
    ["--model", "vae1"],
    /^peer: unknown flag --model; did you mean --models\? \(see deno task peer --help\)$/,
  ],
  [["--models", "vea1"], /--models is "vea1"; did you mean vae1\?/],
  [["--seconds", "0"], /--seconds is "0"; wanted a number above 0/],
  [["--rounds", "1.5"], /--rounds is "1.5"; wanted a whole number of at least 1/],
  [["--threads", "1,"], /--threads is ""; wanted a whole number of at least 1/],
  [["--json", "extra"], /^peer: unexpected argument "extra"/],
  [["--models", "vae1", "--blas", "/nowhere/libblas.so"], /^peer: BLAS library \/nowhere\/libblas.so/],
];

for (const [args, said] of REFUSED) {
  Deno.test(`${args.join(" ")} ends with 2 and one line`, async () => {
    const { code, out, error } = await run(...args);
    assert.equal(code, 2);
    const line = error.at(-1) ?? "";
    assert.match(line, said);
    assert.ok(!line.includes("\n"), line);
    assert.deepEqual(out.filter((text) => !text.startsWith("model")), []);
  });
}

Deno.test("without PyTorch our times stand alone, and it is said", async () => {
  const { code, out, error } = await run(
    ...[
      "--models",
      "vae1",
      "--seconds",
      "0.01",
      "--rounds",
      "1",
      "--threads",
      "1",
      "--blas",
      "off",
      "--json",
    ],
  );
  assert.equal(code, 0, error.join());
  assert.match(error[0] ?? "", /without PyTorch, ours alone: python3: not installed/);
  const report = parseReport(out.join("\n"), "the output");
  assert.deepEqual(report.rows.map(({ model, estimator, peer }) => [model, estimator, peer]), [
    ["vae1", "rt", undefined],
    ["vae1", "r2g2", undefined],
  ]);
  assert.ok(report.rows.every(({ ms }) => ms > 0));
  assert.deepEqual(report.settings, { batch: 80, seconds: 0.01, rounds: 1, threads: [1] });
});

Deno.test("help names every flag", async () => {
  const { code, out } = await run("--help");
  assert.equal(code, 0);
  for (const flag of ["torch", "models", "seconds", "rounds", "threads", "blas", "json"]) {
    assert.ok(out.join().includes(`--${flag}`), flag);
  }
});
