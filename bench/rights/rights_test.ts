import assert from "node:assert/strict";
import { resolve } from "node:path";
import { rights } from "./rights.ts";

const env = (name: string) => ({ HOME: "/home/me" } as Record<string, string>)[name];
const of = (task: string, ...args: string[]) => rights(task, args, { root: "/project", env });
const here = resolve(".");

Deno.test("a report reads what it is made of and writes what it is replaced by", () => {
  assert.deepEqual(
    of("report", "--results", "/a,/b", "--results=/c", "--compare", "/d", "--out", "/e/site/"),
    [
      "--allow-read=/project,/a,/b,/c,/d,/e/site,/e",
      "--allow-write=/e/site,/e/site.previous.tmp,/e/site.building.tmp",
    ],
  );
  assert.deepEqual(of("report"), [
    `--allow-read=/project,${here}/results,${here}/site,${here}`,
    `--allow-write=${here}/site,${here}/site.previous.tmp,${here}/site.building.tmp`,
  ]);
});

Deno.test("the other tasks touch the files that they are given", () => {
  assert.deepEqual(of("archive", "--results", "/a", "--out", "/b"), [
    "--allow-read=/project,/a,/b",
    "--allow-write=/b",
  ]);
  assert.deepEqual(of("archive", "--results", "/a", "--out"), ["--allow-read=/project,/a"]);
  assert.deepEqual(of("repair", "/a"), ["--allow-read=/project,/a", "--allow-write=/a"]);
  assert.deepEqual(of("audit", "--alpha", "0.1", "/a.csv", "--reference", "/b.csv"), [
    "--allow-read=/project,/a.csv,/b.csv",
  ]);
  assert.deepEqual(of("audit", "/a.csv", "--header", "no", "--against", "/b.csv", "--out", "/c.html"), [
    "--allow-read=/project,/a.csv,/b.csv",
    "--allow-write=/c.html",
  ]);
  assert.deepEqual(of("conformance", "--backend", "cpu", "/p/a.ts", "/q.ts"), [
    "--allow-read=/project,/p,/q.ts",
  ]);
  assert.deepEqual(of("support"), ["--allow-read=/project"]);
});

Deno.test("data sets are kept in the cache that is named, or in the user's", () => {
  const files = (...args: string[]) => of("data", ...args).slice(0, 2);
  assert.deepEqual(files("mnist"), [
    "--allow-read=/project,/home/me/.cache/r2g2-bench",
    "--allow-write=/home/me/.cache/r2g2-bench",
  ]);
  assert.deepEqual(files("mnist", "--cache", "/c", "--data-dir=/d"), [
    "--allow-read=/project,/d,/c",
    "--allow-write=/c",
  ]);
});
