import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { runCommand } from "../command_line.ts";
import { dataCommand } from "./data.ts";

/** Runs the command without a network. */
async function run(
  ...args: string[]
): Promise<{ code: number; out: string[]; error: string[]; asked: string[] }> {
  const out: string[] = [];
  const error: string[] = [];
  const asked: string[] = [];
  const command = dataCommand({
    fetch: (url) => {
      asked.push(String(url));
      return Promise.reject(new Error("no network"));
    },
  });
  const code = await runCommand(command, args, {
    out: (line) => out.push(line),
    error: (line) => error.push(line),
  });
  return { code, out, error, asked };
}

const misuses: readonly (readonly [args: readonly string[], error: RegExp])[] = [
  [[], /^data: name a data set: digits, .*mnist.* \(see deno task data --help\)$/],
  [["mnits"], /^data: unknown data set "mnits"; did you mean mnist\? \(one of: digits, .*\) \(see/],
  [["digits", "mnits"], /unknown data set "mnits"/],
  [["mnist", "--cahce", "x"], /^data: unknown flag --cahce; did you mean --cache\? \(see/],
  [["mnist", "--cache"], /^data: --cache needs DIR \(see/],
  [["mnist", "--offline=yes"], /^data: --offline takes no value, got "yes" \(see/],
];
for (const [args, message] of misuses) {
  Deno.test(`misuse is one line and exit code 2: ${["data", ...args].join(" ")}`, async () => {
    const { code, out, error, asked } = await run(...args);
    assert.deepEqual({ code, out, asked }, { code: 2, out: [], asked: [] });
    assert.equal(error.length, 1);
    assert.match(error[0]!, message);
    assert.doesNotMatch(error[0]!, /\n/);
  });
}

Deno.test("--help lists the data sets", async () => {
  const { code, out } = await run("--help");
  assert.equal(code, 0);
  assert.match(out.join(), /Usage: deno task data NAME…[^]*\n {2}fashion-mnist {2,}articles of clothing/);
});

Deno.test("a procedural set needs no file and no network", async () => {
  const { code, out, error, asked } = await run("digits");
  assert.deepEqual({ code, error, asked }, { code: 0, error: [], asked: [] });
  assert.match(out.join(), /^digits: .* needs no file$/);
});

Deno.test("offline, a missing set is one line and exit code 1; the others are done", async () => {
  const { code, out, error, asked } = await run(
    "mnist",
    "digits",
    "--offline",
    "--cache",
    "./no/such/folder",
  );
  assert.deepEqual([code, out.length, error.length, asked.length], [1, 1, 1, 0]);
  assert.match(
    error[0]!,
    /^data: mnist: train-images-idx3-ubyte\.gz \(9912422 bytes, sha256 440f.*\) is missing in /,
  );
});

Deno.test("without a network every mirror's reason is named, exit code 1", async () => {
  const { code, error, asked } = await run("mnist", "--cache", "./no/such/folder");
  assert.equal(code, 1);
  assert.equal(asked.length, 2);
  assert.match(error.join(), /could not be downloaded \(https:.*: no network; https:.*: no network\); check/);
  assert.ok(!existsSync("./no"), "a folder was made for nothing");
});

/** A folder with the published files, where the tester has one. */
const mayAsk = Deno.permissions.querySync({ name: "env", variable: "R2G2_DATA_DIR" }).state === "granted";
const real = mayAsk ? Deno.env.get("R2G2_DATA_DIR") : undefined;

Deno.test({
  name: `verified files are listed${real ? "" : " (skipped: R2G2_DATA_DIR names no folder)"}`,
  ignore: !real,
  fn: async () => {
    const { code, out, error, asked } = await run("mnist", "--data-dir", real!);
    assert.deepEqual({ code, error, asked }, { code: 0, error: [], asked: [] });
    assert.equal(out.length, 4);
    assert.match(
      out[1]!,
      /^mnist: train-labels-idx1-ubyte\.gz verified, 28881 bytes, sha256 3552534a[0-9a-f]{56}, in .*mnist.train-labels/,
    );
  },
});
