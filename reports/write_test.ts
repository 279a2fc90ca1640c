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
