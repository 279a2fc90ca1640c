import assert from "node:assert/strict";
import { join } from "node:path";
import { testInFolder } from "../testing.ts";
import { PartFile, removeLeftovers } from "./part_file.ts";

const bytes = new TextEncoder().encode("whole");

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

testInFolder(
  "a file takes its name when it is whole, and one that is given up is removed",
  async (folder) => {
    {
      await using part = await PartFile.create(folder, "a.gz");
      await part.write(bytes);
      assert.ok(!(await names(folder)).includes("a.gz"));
    }
    assert.deepEqual(await names(folder), []);
    {
      await using part = await PartFile.create(folder, "a.gz");
      await part.write(bytes);
      await part.publish();
    }
    assert.deepEqual(await names(folder), ["a.gz"]);
    assert.equal(await Deno.readTextFile(join(folder, "a.gz")), "whole");
  },
);

testInFolder(
  "what a killed process left is removed; what another writes, and all else, stays",
  async (folder) => {
    const others = ["b.part", "notes", ".hidden"];
    for (const name of [...others, ".a.gz.0123.part"]) await Deno.writeTextFile(join(folder, name), "");
    {
      await using slow = await PartFile.create(folder, "a.gz");
      await slow.write(bytes.subarray(0, 2));
      {
        await using quick = await PartFile.create(folder, "a.gz");
        await quick.write(bytes);
        await quick.publish();
      }
      await removeLeftovers(folder);
      await slow.write(bytes.subarray(2));
      await slow.publish();
    }
    assert.deepEqual(await names(folder), [...others, "a.gz"].sort());
    assert.equal(await Deno.readTextFile(join(folder, "a.gz")), "whole");
  },
);

testInFolder("a folder that is missing has no leftovers", async (folder) => {
  await removeLeftovers(join(folder, "none"));
  assert.deepEqual(await names(folder), []);
});

const run = Deno.permissions.querySync({ name: "run", command: "deno" }).state === "granted";

testInFolder(
  "a process that is killed while it downloads leaves a part, which the next one removes",
  async (folder) => {
    if (!run) return;
    const module = new URL("./part_file.ts", import.meta.url).href;
    const code = `const { PartFile } = await import(${JSON.stringify(module)});
      const part = await PartFile.create(${JSON.stringify(folder)}, "a.gz");
      await part.write(new Uint8Array(10));
      console.log("writing");
      setInterval(() => {}, 1000);`;
    await Deno.writeTextFile(join(folder, "writer.ts"), code);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--no-prompt", "--allow-read", "--allow-write", join(folder, "writer.ts")],
      stdout: "piped",
      stderr: "null",
      stdin: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await removeLeftovers(folder);
    const parts = async () => (await names(folder)).filter((name) => name.endsWith(".part"));
    assert.equal((await parts()).length, 1, "the part of a process that lives was removed");
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    assert.equal((await parts()).length, 1);
    await removeLeftovers(folder);
    assert.deepEqual(await parts(), []);
  },
);
