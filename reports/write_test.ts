import assert from "node:assert/strict";
import { sha256 } from "../bench/store/mod.ts";
import { writeReport, WRITTEN_FILE } from "./write.ts";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const found = await Promise.all(
    (await Array.fromAsync(Deno.readDir(folder))).map(async (entry) =>
      entry.isDirectory
        ? (await filesIn(`${folder}/${entry.name}`)).map((name) => `${entry.name}/${name}`)
        : [entry.name]
    ),
  );
  return found.flat().sort();
}

Deno.test("what an earlier report wrote is removed; what it did not write, or somebody changed, stays", () =>
  inFolder(async (out) => {
    await Deno.mkdir(`${out}/charts`);
    await Deno.writeTextFile(`${out}/charts/mine.svg`, "mine");
    const first = ["index.html", "charts/old.svg", "charts/edited.svg", "charts/gone.svg"];
    assert.deepEqual(await writeReport(out, new Map(first.map((path) => [path, "one"]))), []);
    await Deno.writeTextFile(`${out}/charts/edited.svg`, "edited");
    await Deno.remove(`${out}/charts/gone.svg`);
    const removed = await writeReport(out, new Map([["index.html", "two"], ["data/new.csv", "two"]]));
    assert.deepEqual(removed, ["charts/old.svg"]);
    assert.deepEqual(await filesIn(out), [
      ...["charts/edited.svg", "charts/mine.svg", "data/new.csv", WRITTEN_FILE, "index.html"],
    ]);
    assert.equal(await Deno.readTextFile(`${out}/index.html`), "two");
  }));

Deno.test("a list that leads out of the folder, or is none, removes nothing", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/out`);
    await Deno.writeTextFile(`${folder}/precious`, "text");
    const path = `${folder}/out/${WRITTEN_FILE}`;
    const paths = ["../precious", `${folder}/precious`, "./../precious", "a/../../precious"];
    const lists = [
      JSON.stringify(Object.fromEntries(paths.map((name) => [name, sha256("text")]))),
      "[1",
      "null",
    ];
    for (const list of lists) {
      await Deno.writeTextFile(path, list);
      assert.deepEqual(await writeReport(`${folder}/out`, new Map([["index.html", "x"]])), []);
    }
    assert.equal(await Deno.readTextFile(`${folder}/precious`), "text");
  }));

Deno.test("a report and nothing else is replaced as a whole, and nothing is left beside it", () =>
  inFolder(async (folder) => {
    const out = `${folder}/site`;
    await writeReport(out, new Map([["index.html", "one"], ["charts/a.svg", "one"]]));
    const { ino } = await Deno.stat(out);
    assert.deepEqual(await writeReport(out, new Map([["index.html", "two"]])), ["charts/a.svg"]);
    assert.deepEqual(await filesIn(folder), [`site/${WRITTEN_FILE}`, "site/index.html"]);
    assert.notEqual((await Deno.stat(out)).ino, ino, "another folder has taken the name");
    await Deno.writeTextFile(`${out}/mine`, "mine");
    const kept = (await Deno.stat(out)).ino;
    await writeReport(out, new Map([["index.html", "three"]]));
    assert.deepEqual([await Deno.readTextFile(`${out}/mine`), (await Deno.stat(out)).ino], ["mine", kept]);
  }));

Deno.test("a report that cannot be written whole, or whose process is killed, leaves the old one", () =>
  inFolder(async (folder) => {
    const out = `${folder}/site`;
    const files = (text: string) =>
      new Map(["index.html", "charts/a.svg", "z.csv"].map((path) => [path, text]));
    await writeReport(out, files("old"));
    const real = Deno.writeTextFile;
    let written = 0;
    Deno.writeTextFile = (...args) =>
      written++ === 2 ? Promise.reject(new Error("No space left")) : real(...args);
    try {
      await assert.rejects(writeReport(out, files("new")), /No space left/);
    } finally {
      Deno.writeTextFile = real;
    }
    for (const path of files("").keys()) assert.equal(await Deno.readTextFile(`${out}/${path}`), "old");
    await Deno.rename(out, `${out}.previous.tmp`); // as a kill between two renames leaves it
    assert.deepEqual(await writeReport(out, files("next")), []);
    assert.deepEqual(
      await filesIn(folder),
      [...files("").keys(), WRITTEN_FILE].map((path) => `site/${path}`).sort(),
    );
  }));

Deno.test("a link to a folder stays a link", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/real`);
    await Deno.symlink(`${folder}/real`, `${folder}/site`);
    await writeReport(`${folder}/site`, new Map([["index.html", "x"]]));
    assert.ok((await Deno.lstat(`${folder}/site`)).isSymlink);
    assert.equal(await Deno.readTextFile(`${folder}/real/index.html`), "x");
  }));
