import assert from "node:assert/strict";
import { type Command, type Flags, runCommand } from "../command_line.ts";
import { archiveCommand } from "./archive.ts";
import { auditCommand } from "./audit.ts";
import { inProcess } from "../run/process/testing.ts";
import type { Processes } from "../run/process/worker_client.ts";
import { worker } from "../run/process/worker.ts";
import { benchCommand } from "./bench.ts";
import { conformanceCommand } from "./conformance.ts";
import { dataCommand } from "./data.ts";
import { gateCommand } from "./gate.ts";
import type { Sides } from "../peer/remote.ts";
import { peerCommand } from "./peer.ts";
import { repairCommand } from "./repair.ts";
import { supportCommand } from "./support.ts";

/** A worker in this process: what is wrong with a command line is found before one of its own is worth its time. */
const PROCESSES: Processes = {
  worker: () => inProcess(worker(Promise.resolve(""))),
  benches: () => Promise.reject(new Error("nothing is run")),
  git: Promise.resolve(undefined),
};

/** Nobody is asked where the command line is wrong. */
const SIDES = {} as Sides;

const COMMANDS: Readonly<Record<string, Command<Flags>>> = Object.fromEntries(
  [
    benchCommand(PROCESSES),
    dataCommand(),
    auditCommand,
    conformanceCommand,
    gateCommand({} as never),
    peerCommand(SIDES),
    supportCommand,
    archiveCommand,
    repairCommand,
  ]
    .map((command) => [command.name, command as unknown as Command<Flags>]),
);

interface Ended {
  readonly code: number;
  readonly out: string[];
  readonly error: string[];
}

async function run(name: string, args: readonly string[]): Promise<Ended> {
  const [out, error]: [string[], string[]] = [[], []];
  const io = { out: (line: string) => out.push(line), error: (line: string) => error.push(line) };
  // A library that is opened for one test stays open.
  const quietly = name === "bench" && !args.includes("--blas") ? ["--blas", "off", ...args] : args;
  return { code: await runCommand(COMMANDS[name]!, quietly, io), out, error };
}

/** By command: command lines, and what the line on the terminal has to say. */
const MALFORMED: readonly (readonly [name: string, args: readonly string[], said: RegExp])[] = [
  ["repair", [], /name the results folder/],
  ["repair", ["a", "b"], /unexpected argument "b"/],
  ["repair", ["--results", "a"], /unknown flag --results/],
  ["bench", ["quick"], /unexpected argument "quick"/],
  ["bench", ["--suite"], /--suite needs NAME/],
  ["bench", ["--suite", ""], /--suite is empty/],
  ["bench", ["--suite", "constructor"], /--suite is "constructor" \(one of/],
  ["bench", ["--suite", "__proto__"], /--suite is "__proto__" \(one of/],
  ["bench", ["--suite", "\u001b[31mquick"], /--suite is "\\u001b\[31mquick"/],
  ["bench", ["--suite", "smoke", "--suite", "quick"], /--suite is given 2 times/],
  ["bench", ["--siute", "smoke"], /unknown flag --siute; did you mean --suite\?/],
  ["bench", ["-x", "smoke"], /unknown flag -x/],
  ["bench", ["--data", "mist"], /--data is "mist"; did you mean mnist\?/],
  ["bench", ["--data", "constructor"], /--data is "constructor"/],
  ["bench", ["--data-dir", ""], /--data-dir is empty/],
  ["bench", ["--estimators", "rt,,lrt"], /wanted different names/],
  ["bench", ["--estimators", "rt,rt"], /wanted different names/],
  ["bench", ["--estimators", ""], /wanted different names/],
  ["bench", ["--estimators", "rtt"], /unknown estimator "rtt"; did you mean rt\?/],
  ["bench", ["--estimators", "constructor"], /unknown estimator "constructor"/],
  ["bench", ["--estimators", "__proto__"], /unknown estimator "__proto__"/],
  ["bench", ["--estimators", "r\nt"], /unknown estimator "r\\nt"/],
  ["bench", ["--experiments", "cots"], /unknown experiment "cots"; did you mean cost\?/],
  ["bench", ["--experiments", "toString"], /unknown experiment "toString"/],
  ["bench", ["--models", "vea1"], /unknown model "vea1"; did you mean vae1\?/],
  ["bench", ["--models", "constructor"], /unknown model "constructor"/],
  ["bench", ["--models", "__proto__"], /unknown model "__proto__"/],
  ["bench", ["--layers", ""], /--layers is empty/],
  ["bench", ["--layers", "conv*"], /conv\*/],
  ["bench", ["--layers", "dense1=constructor"], /unknown estimator "constructor"/],
  ["bench", ["--seeds", "0"], /--seeds is "0"; wanted a whole number of at least 1/],
  ["bench", ["--seeds", "1.5"], /--seeds is "1\.5"/],
  ["bench", ["--seed", "-1"], /--seed is "-1"; wanted a whole number of at least 0/],
  ["bench", ["--seed", "0x10"], /--seed is "0x10"/],
  ["bench", ["--seed", "١"], /--seed is "١"/],
  ["bench", ["--budget", "1000"], /budget "1000": unknown kind/],
  ["bench", ["--budget", "steps:constructor"], /not a positive number/],
  ["bench", ["--budget", "time:5constructor"], /unknown unit "constructor"/],
  ["bench", ["--budget", "steps:1e999"], /positive and finite/],
  ["bench", ["--results", ""], /--results is empty; wanted DIR/],
  ["bench", ["--results=  "], /--results is empty/],
  ["bench", ["--jobs", "none"], /--jobs is "none"/],
  ["bench", ["--jobs", "--plan"], /--jobs needs N, got the flag --plan/],
  ["bench", ["--backend", "wasn"], /--backend is "wasn"; did you mean wasm\?/],
  ["bench", ["--threads", "1e1"], /--threads is "1e1"/],
  ["bench", ["--blas", ""], /--blas is empty/],
  ["bench", ["--blas", "/no/such/library.so"], /BLAS library \/no\/such\/library\.so/],
  [
    "bench",
    ["--job", "cost mpl-small"],
    /--job is "cost mpl-small"; wanted one of the plan's \d+ jobs.*did you mean cost mlp-small\?/,
  ],
  ["bench", ["--job", "constructor"], /--job is "constructor"; wanted one of/],
  ["bench", ["--job", "cost mlp-small", "--shard", "1/2"], /--job, --only and --shard name different parts/],
  ["bench", ["--shard", "0/2"], /--shard is "0\/2"; wanted i\/n with i from 1 to n/],
  ["bench", ["--shard", "3/2"], /--shard is "3\/2"/],
  ["bench", ["--shard", "2"], /--shard is "2"; wanted i\/n/],
  ["bench", ["--shard", "1/999999999999"], /wanted at most 100000 parts/],
  ["bench", ["--json"], /--json needs --plan/],
  ["bench", ["--launcher", "slurn"], /--launcher is "slurn"; did you mean slurm\?/],
  ["bench", ["--launcher", "slurm", "--shard", "1/2"], /--shard needs --launcher local/],
  ["bench", ["--launcher", "slurm", "--shards", "0"], /--shards is "0"; wanted a whole number of at least 1/],
  ["bench", ["--shards", "2"], /--shards needs --launcher slurm/],
  ["bench", ["--dry-run"], /--dry-run needs --launcher slurm/],
  ["bench", ["--status"], /--status needs --launcher slurm/],
  ["bench", ["--launcher", "slurm", "--dry-run", "--status"], /--dry-run and --status exclude each other/],
  ["bench", ["--launcher", "slurm", "--dry-run", "--results", "a\\b"], /holds a backslash/],
  [
    "bench",
    ["--launcher", "slurm", "--results", "/nonexistent/a\nb"],
    /holds a backslash or a control character/,
  ],
  ["bench", ["--plan=yes"], /--plan takes no value, got "yes"/],
  ["bench", ["--plan", "--plan"], /--plan is given 2 times/],
  ["bench", ["--no-plan"], /unknown flag --no-plan/],
  ["bench", ["--constructor"], /unknown flag --constructor/],
  ["bench", ["--="], /unknown flag/],
  ["bench", ["--", "--plan"], /unexpected argument "--plan"/],
  ["bench", ["--plugin", ""], /--plugin is empty; wanted FILE/],
  ["bench", ["--plugin", "no/such.ts"], /plugin no\/such\.ts does not exist/],
  ["bench", ["--plugin", "docs"], /plugin docs is a folder; wanted a file/],
  ["bench", ["--plugin", "bench/flags.ts"], /plugin bench\/flags\.ts registers nothing/],
  ["conformance", [], /name a plugin's file/],
  ["conformance", ["no/such.ts"], /plugin no\/such\.ts does not exist/],
  ["conformance", ["a.ts", "--backend", "webgl"], /--backend is "webgl"/],
  ["gate", ["--base", "a", "--baseline", "b"], /two baselines; give one of them/],
  ["gate", ["--estimators", "rtt"], /unknown estimator "rtt"; did you mean rt\?/],
  ["gate", ["--processes", "2"], /--processes is "2"; wanted a whole number of at least 3/],
  ["gate", ["--allow", "1"], /--allow is "1"; wanted a number of at least 0 and below 1/],
  ["gate", ["--junit", ""], /--junit is empty; wanted FILE/],
  ["data", [], /name a data set: digits/],
  ["data", ["constructor"], /unknown data set "constructor"/],
  ["data", ["mnits"], /unknown data set "mnits"; did you mean mnist\?/],
  ["data", ["digits", "\u202egib"], /unknown data set "\\u202egib"/],
  ["data", ["digits", "--cache", ""], /--cache is empty/],
  ["data", ["digits", "--offline=1"], /--offline takes no value/],
  ["audit", [], /name a file of samples/],
  ["audit", ["a.csv", "b.csv"], /unexpected argument "b\.csv"/],
  ["audit", ["a.csv"], /give either --reference or --against/],
  ["audit", ["a.csv", "--reference", "b.csv", "--against", "c.csv"], /give either/],
  ["audit", ["a.csv", "--reference", "b.csv", "--paired"], /--paired needs --against/],
  ["audit", ["a.csv", "--reference", ""], /--reference is empty/],
  ["audit", ["a.csv", "--reference", "b.csv", "--out", ""], /--out is empty/],
  ["audit", ["a.csv", "--reference", "b.csv", "--header", "constructor"], /--header is "constructor"/],
  ["audit", ["a.csv", "--reference", "b.csv", "--detect", "-1"], /--detect is "-1"; wanted a number above 0/],
  ["audit", ["a.csv", "--alpha", "1"], /--alpha is "1"; wanted a number above 0 and below 1/],
  ["audit", ["a.csv", "--batch", "Infinity"], /--batch is "Infinity"/],
  ["audit", ["a.csv", "--tolerance", "-0.1"], /--tolerance is "-0\.1"; wanted a number of at least 0/],
  ["audit", ["a.csv", "--tolerance", "1e999"], /--tolerance is "1e999"/],
  ["peer", ["--torch", ""], /--torch is empty/],
  ["peer", ["--models", "__proto__"], /--models is "__proto__"/],
  ["peer", ["--models", "vae1,vae1"], /wanted different names/],
  ["peer", ["--threads", "1,one"], /--threads is "one"/],
  ["peer", ["--seconds", "0"], /--seconds is "0"; wanted a number above 0/],
  ["peer", ["--jsno"], /unknown flag --jsno; did you mean --json\?/],
  ["peer", ["vae1"], /unexpected argument "vae1"/],
  ["support", ["rt"], /unexpected argument "rt"/],
  ["support", ["--jsn"], /unknown flag --jsn/],
  ["archive", [], /--results DIR\[,DIR…\] --out DIR/],
  ["archive", ["--results", "a"], /--results DIR\[,DIR…\] --out DIR/],
  ["archive", ["--results", "a", "--out", ""], /--out is empty; wanted DIR/],
  ["archive", ["--results", "a", "--out"], /--out needs DIR/],
  ["archive", ["--results", ",", "--out", "b"], /--results is ","; wanted different names/],
  ["archive", ["--results", "a,a", "--out", "b"], /wanted different names/],
  ["archive", ["--result", "a", "--out", "b"], /unknown flag --result; did you mean --results\?/],
  ["archive", ["a", "b"], /unexpected argument "a"/],
];

Deno.test.each(MALFORMED.map((line) => [...line] as const))(
  "%s %j: one line, exit code 2",
  async (name, args, said) => {
    // A native library, once open, stays so: nothing here needs one.
    const plain = name === "bench" && !args.includes("--blas") ? ["--blas", "off", ...args] : args;
    const { code, out, error } = await run(name, plain);
    const lines = error.filter((line) => !line.startsWith("matrix products run on"));
    assert.deepEqual([code, out, lines.length], [2, [], 1], error.join("\n"));
    assert.match(lines[0]!, said);
    assert.match(lines[0]!, new RegExp(`^${name}: .+ \\(see deno task ${name} --help\\)$`));
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(lines[0]!, /[\u0000-\u001f\u202e]/);
  },
);

Deno.test.each(Object.keys(COMMANDS))("%s tells its flags, whatever else is asked", async (name) => {
  for (const flag of ["--help", "-h"]) {
    const { code, out, error } = await run(name, ["--nonsense", flag, "a"]);
    assert.deepEqual([code, error], [0, []]);
    assert.match(out.join(), new RegExp(`^Usage: deno task ${name} `));
    for (const known of Object.keys(COMMANDS[name]!.flags)) assert.ok(out.join().includes(`--${known}`));
  }
});
