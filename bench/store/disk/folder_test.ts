import assert from "node:assert/strict";
import { withFolder } from "../testing.ts";
import { recoverFolder, replaceFolder, wholeFolders } from "./folder.ts";

const names = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();

/** A folder of two files that hold the same text. */
function filling(text: string) {
  return async (folder: string) => {
    await Deno.mkdir(`${folder}/inside`);
    for (const name of ["a", "inside/b"]) await Deno.writeTextFile(`${folder}/${name}`, text);
  };
}

async function textsIn(folder: string): Promise<string> {
  const texts = ["a", "inside/b"].map((name) => Deno.readTextFile(`${folder}/${name}`));
  return (await Promise.all(texts)).join();
}

Deno.test("a folder is made, then replaced, and nothing is left beside it", () =>
  withFolder(async (root) => {
    for (const text of ["old", "new"]) await replaceFolder(`${root}/deep/out/`, filling(text));
    assert.equal(await textsIn(`${root}/deep/out`), "new,new");
    assert.deepEqual(await names(`${root}/deep`), ["out"]);
  }));

Deno.test("a folder that cannot be built leaves the old one", () =>
  withFolder(async (root) => {
    await replaceFolder(`${root}/out`, filling("old"));
    const failing = async (folder: string) => {
      await Deno.writeTextFile(`${folder}/a`, "new");
      throw new Error("No space left on device");
    };
    await assert.rejects(replaceFolder(`${root}/out`, failing), /No space left/);
    assert.equal(await textsIn(`${root}/out`), "old,old");
    assert.deepEqual(await names(root), ["out"]);
  }));

Deno.test("after a kill at any operation the next run finds the old folder or the new one, whole", () =>
  withFolder(async (root) => {
    const operations = ["rename", "remove", "mkdir"] as const;
    const real = Object.fromEntries(operations.map((name) => [name, Deno[name]]));
    const seen = new Set<string>();
    try {
      for (let last = 0; last < 12; last++) {
        const out = `${root}/${last}/out`;
        await replaceFolder(out, filling("old"));
        let done = 0;
        const killed = new Error("killed");
        for (const name of operations) {
          const call = real[name] as (...args: unknown[]) => Promise<void>;
          const stub = (...args: unknown[]) => done++ < last ? call(...args) : Promise.reject(killed);
          Object.assign(Deno, { [name]: stub });
        }
        await replaceFolder(out, filling("new")).catch((error) => assert.equal(error, killed));
        Object.assign(Deno, real);
        await recoverFolder(out);
        const found = await textsIn(out);
        seen.add(found);
        assert.match(found, /^(old,old|new,new)$/, `killed after ${last} operations`);
        await replaceFolder(out, filling("next"));
        assert.deepEqual([await textsIn(out), await names(`${root}/${last}`)], ["next,next", ["out"]]);
      }
    } finally {
      Object.assign(Deno, real);
    }
    assert.deepEqual([...seen].sort(), ["new,new", "old,old"]);
  }));

Deno.test("what another process is building is left alone", () =>
  withFolder(async (root) => {
    await replaceFolder(`${root}/out`, async (folder) => {
      await Deno.mkdir(`${root}/out.building.tmp/00000000`); // of a process that was killed
      await Deno.writeTextFile(`${folder}/a`, "slow");
      await replaceFolder(`${root}/out`, filling("quick"));
      assert.equal(await Deno.readTextFile(`${folder}/a`), "slow");
    });
    assert.deepEqual([await names(root), await names(`${root}/out`)], [["out"], ["a"]]);
  }));

Deno.test("of folders in a folder count the whole ones, and the old one of a replacement that was broken off", () => {
  const found = wholeFolders([
    "a",
    "a.0123abcd.tmp",
    "a.building.tmp",
    "a.previous.tmp",
    "b.previous.tmp",
    "c.tmp",
  ]);
  assert.deepEqual(found, ["a", "b.previous.tmp", "c.tmp"]);
});
