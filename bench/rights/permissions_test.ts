import assert from "node:assert/strict";
import { basename } from "node:path";
import { blasCandidates } from "../../estimators/backend/products/paths.ts";
import { datasetEntry, datasetNames } from "../../models/mod.ts";
import { gateGrants } from "../gate/grants.ts";
import { grants } from "../run/process/grants.ts";
import { rights, taskNames } from "./rights.ts";

interface Config {
  readonly tasks: Readonly<Record<string, { readonly command: string }>>;
  readonly permissions: Readonly<Record<string, { readonly ffi?: readonly string[] }>>;
}

const config: Config = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
/** What tests or packs the project runs nobody else's files. */
const EXEMPT = ["pack", "test", "test:faults", "check", "ok"];
/** What builds the project, in its folder alone, and starts nothing. */
const BUILDS = ["kernels", "readme", "speed"];
const options = { root: "/project", env: (name: string) => name === "HOME" ? "/home/me" : undefined };

/** A process that a task starts, and its rights. */
interface Process {
  readonly task: string;
  /** Module that is run, or what a launcher starts. */
  readonly what: string;
  readonly flags: readonly string[];
}

/** Every process that deno.json starts by itself. */
const started: readonly Process[] = Object.entries(config.tasks).filter(([task]) => !EXEMPT.includes(task))
  .flatMap(([task, { command }]) => command.split(" && ").map((part) => ({ task, part: part.split(" ") })))
  .filter(({ part }) => part[1] !== "fmt")
  .map(({ task, part }) => {
    assert.deepEqual(
      part.slice(0, 3),
      ["deno", "run", "--no-prompt"],
      `${task} asks for rights while it runs`,
    );
    const module = part.findIndex((word) => word.endsWith(".ts"));
    return {
      task,
      what: part.slice(module).join(" "),
      flags: part.slice(3, module).filter((flag) => !flag.startsWith("--config=")),
    };
  });

/** Every process that a launcher starts, on a command line that names nothing and on one that names folders. */
const launched: readonly Process[] = [
  [],
  [
    "--plugin",
    "/p/a.ts",
    "--base",
    "HEAD",
    "--baseline",
    "/b.json",
    "--save",
    "/s.json",
    "--junit",
    "/j.xml",
  ],
  ["--results", "/r", "--out", "/o", "--cache", "/c", "--data-dir", "/d", "--launcher", "slurm", "/file"],
].flatMap((args) => [
  ...taskNames.map((task) => ({ task, what: task, flags: rights(task, args, options) })),
  ...Object.entries(grants(args, options)).map(([what, flags]) => ({ task: "bench", what, flags })),
  ...Object.entries(gateGrants(args, options.root)).map(([what, flags]) => ({ task: "gate", what, flags })),
]);

/** The values of a right, in all its flags. */
function valuesOf({ flags }: Process, right: string): string[] {
  return flags.filter((flag) => flag.startsWith(`--allow-${right}=`)).flatMap((flag) =>
    flag.slice(flag.indexOf("=") + 1).split(",")
  );
}

Deno.test("no process of any task has a right without a limit", () => {
  assert.ok(started.length > 10 && launched.length > 18, "too few processes to mean anything");
  for (const { task, what, flags } of [...started, ...launched]) {
    for (const flag of flags) {
      assert.match(flag, /^--allow-(read|write|run|env|sys|ffi|net)=[^,]+/, `${task}: ${what}`);
      assert.ok(!/=\/?(,|$)/.test(flag), `${task}: ${what} may everywhere: ${flag}`);
    }
  }
});

Deno.test("only launchers start programs, and Slurm's commands the process that plans on Slurm", () => {
  const may = [...started, ...launched].filter((process) => valuesOf(process, "run").length > 0);
  const programs = may.map((process) => [process.what.split(" ")[0]!, valuesOf(process, "run").join()]);
  assert.deepEqual(Object.fromEntries(programs), {
    "bench/run/process/launcher.ts": "deno,git",
    "bench/rights/launcher.ts": "deno",
    "bench/gate/launcher.ts": "deno,git",
    "bench/peer/launcher.ts": "deno,python3,/usr/bin/python3",
    "conductor": "sbatch,squeue",
  });
});

Deno.test("a launcher reads and writes nothing, and what builds the project stays in its folder", () => {
  for (const process of started) {
    const touched = ["read", "write"].flatMap((right) => valuesOf(process, right));
    const inside = BUILDS.includes(process.task) ? [".", "estimators/backend/wasm"] : [];
    assert.deepEqual(touched.filter((path) => !inside.includes(path)), [], process.what);
  }
});

Deno.test("every task that a launcher starts has rights of its own, and each is started by one", () => {
  const modules = started.filter(({ what }) => what.startsWith("bench/rights/launcher.ts"))
    .map(({ what }) => basename(what.split(" ")[1]!, ".ts"));
  assert.deepEqual([...new Set(modules)].sort(), taskNames.toSorted());
  assert.throws(
    () => rights("constructor", [], options),
    /no rights are known of "constructor"; wanted one of/,
  );
});

Deno.test("the network is for the data task alone, and for the hosts of registered data sets by https", () => {
  const urls = datasetNames().flatMap((name) => datasetEntry(name).files?.files ?? [])
    .flatMap((file) => file.urls).map((url) => new URL(url));
  assert.deepEqual(urls.filter(({ protocol }) => protocol !== "https:"), []);
  const hosts = [...new Set(urls.map(({ hostname }) => `${hostname}:443`))].sort();
  const online = [...started, ...launched].filter((process) => valuesOf(process, "net").length > 0);
  assert.deepEqual([...new Set(online.map(({ what }) => what))], ["data"]);
  assert.deepEqual(valuesOf(online[0]!, "net").sort(), hosts);
});

Deno.test("libraries that may be loaded are those that the code looks for, on any system", () => {
  const systems = [["linux", "x86_64"], ["linux", "aarch64"], ["darwin", "aarch64"], [
    "darwin",
    "x86_64",
  ]] as const;
  const known = [...new Set(systems.flatMap(([os, arch]) => blasCandidates({ os, arch })))].sort();
  const sets = Object.values(config.permissions).flatMap(({ ffi }) =>
    ffi === undefined ? [] : [ffi.toSorted()]
  );
  assert.ok(sets.length > 0);
  for (const set of sets) assert.deepEqual(set, known);
  assert.deepEqual(started.filter((process) => valuesOf(process, "ffi").length > 0), []);
});
