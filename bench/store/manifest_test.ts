import assert from "node:assert/strict";
import { configurationHash, readManifest, StoreError, writeFileAtomic, writeManifest } from "./mod.ts";
import { withFolder } from "./testing.ts";

Deno.test("a configuration is read back with its hash", () =>
  withFolder(async (folder) => {
    const folderOfRun = `${folder}/a/b`;
    const written = await writeManifest(folderOfRun, { suite: "quick", seeds: [0, 1] });
    assert.equal(written.run, configurationHash({ seeds: [0, 1], suite: "quick" }));
    assert.deepEqual(await readManifest(folderOfRun), written);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(folderOfRun))).map(({ name }) => name), [
      "run.json",
    ]);
    assert.equal(await readManifest(folder), undefined);
  }));

for (
  const [name, text, message] of [
    [
      "an edited configuration",
      '{"run":"00","configuration":{"seeds":3}}',
      /run\.json: the configuration hashes to/,
    ],
    ["half a file", '{"run":"00","conf', /run\.json: not a run's configuration/],
  ] as const
) {
  Deno.test(`${name} is refused`, () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/run.json`, text);
      await assert.rejects(readManifest(folder), (error) =>
        error instanceof StoreError && message.test(error.message));
    }));
}

Deno.test("a replacement that fails leaves the old file and no temporary one", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/taken/inside`, { recursive: true });
    await assert.rejects(writeFileAtomic(`${folder}/taken`, "text")); // a folder cannot be replaced by a file
    assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), ["taken"]);
  }));
