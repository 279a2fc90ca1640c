import assert from "node:assert/strict";
import { blasCandidates } from "../../../estimators/backend/products/paths.ts";
import { datasetEntry, datasetNames } from "../../../models/mod.ts";

interface Config {
  readonly tasks: Readonly<Record<string, { readonly command: string }>>;
  readonly permissions: Readonly<Record<string, { readonly ffi?: readonly string[] }>>;
}

const config: Config = JSON.parse(await Deno.readTextFile(new URL("../../../deno.json", import.meta.url)));
const commands = Object.entries(config.tasks).flatMap(([name, { command }]) =>
  command.split(" && ").map((part) => ({ name, command: part }))
);
/** What tests the project or builds it runs nobody else's files. */
const EXEMPT = new Set(["test", "test:faults", "ok", "kernels"]);

Deno.test("the libraries that deno.json lets be loaded are those that the code looks for, on any system", () => {
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
  assert.deepEqual(commands.filter(({ command }) => command.includes("--allow-ffi")), []);
});

Deno.test("the network is for the data task alone, and for the hosts of registered data sets by https", () => {
  const urls = datasetNames().flatMap((name) => datasetEntry(name).files?.files ?? []).flatMap(({ urls }) =>
    urls
  )
    .map((url) => new URL(url));
  assert.deepEqual(urls.filter(({ protocol }) => protocol !== "https:"), []);
  const hosts = [...new Set(urls.map(({ hostname }) => `${hostname}:443`))].sort();
  const granted = commands.filter(({ command }) => command.includes("--allow-net"));
  assert.deepEqual(granted.map(({ name }) => name), ["data"]);
  assert.deepEqual(/--allow-net=(\S+)/.exec(granted[0]!.command)?.[1]?.split(",").sort(), hosts);
});

Deno.test("no task asks for a right while it runs, or may run any program", () => {
  const own = commands.filter(({ name, command }) => command.startsWith("deno run") && !EXEMPT.has(name));
  assert.ok(own.length > 8, "too few commands to mean anything");
  const wrong = own.filter(({ command }) =>
    !command.startsWith("deno run --no-prompt ") || /--allow-run( |$)|--allow-all| -A /.test(command)
  );
  assert.deepEqual(wrong, []);
});
