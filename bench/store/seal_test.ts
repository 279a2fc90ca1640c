import assert from "node:assert/strict";
import { openStore, readStore, StoreError } from "./mod.ts";
import { openLine } from "./seal.ts";
import { oldLine, testEnvironment, testRecord, withFolder } from "./testing.ts";

/** A store of one attempt with records a, b, c, d; its five lines. */
async function fiveLines(folder: string): Promise<string[]> {
  await using store = await openStore(folder);
  await store.describe(testEnvironment);
  const attempt = store.begin("job");
  for (const id of "abcd") await attempt.append(testRecord(id));
  await attempt.commit(4);
  return (await Deno.readTextFile(`${folder}/records.jsonl`)).trim().split("\n");
}

Deno.test.each<[name: string, change: (lines: string[]) => string[], line: number]>([
  ["deleted", (lines) => lines.toSpliced(1, 1), 2],
  ["deleted at the start", (lines) => lines.slice(2), 1],
  ["deleted in a row", (lines) => lines.toSpliced(1, 3), 2],
  ["reordered", ([a, b, c, ...rest]) => [a!, c!, b!, ...rest], 2],
  ["repeated", ([a, b, ...rest]) => [a!, b!, b!, ...rest], 3],
  ["repeated later", (lines) => [...lines, lines[1]!], 6],
  ["written by an older version", (lines) => [...lines, oldLine(testRecord("e"))], 6],
])(
  "a line that was %s is noticed by reader and writer, with file and line",
  (_, change, line) =>
    withFolder(async (folder) => {
      const lines = await fiveLines(folder);
      await Deno.writeTextFile(`${folder}/records.jsonl`, change(lines).join("\n") + "\n");
      const told = {
        name: StoreError.name,
        message: new RegExp(
          `records\\.jsonl:${line}: the line does not follow the one before it: .* deno task repair$`,
        ),
      };
      await assert.rejects(readStore(folder), told);
      await assert.rejects(openStore(folder), told);
    }),
);

Deno.test("every flipped bit of a line is noticed", () =>
  withFolder(async (folder) => {
    await fiveLines(folder);
    const path = `${folder}/records.jsonl`;
    const bytes = await Deno.readFile(path);
    const start = bytes.indexOf(10) + 1;
    const end = bytes.indexOf(10, start);
    for (let at = start; at < end; at += 7) {
      for (const bit of [0, 3, 5, 6]) {
        const flipped = bytes.slice();
        flipped[at]! ^= 1 << bit;
        await Deno.writeFile(path, flipped);
        await assert.rejects(readStore(folder), StoreError, `bit ${bit} of byte ${at - start}`);
      }
    }
  }));

Deno.test("what an older version wrote is gone on with, and guarded from then on", () =>
  withFolder(async (folder) => {
    const path = `${folder}/records.jsonl`;
    await Deno.writeTextFile(`${folder}/environments.jsonl`, oldLine(testEnvironment) + "\n");
    await Deno.writeTextFile(path, ["x", "y"].map((id) => oldLine(testRecord(id)) + "\n").join(""));
    await fiveLines(folder);
    assert.equal((await readStore(folder)).records.length, 6);
    const lines = (await Deno.readTextFile(path)).trim().split("\n");
    await Deno.writeTextFile(path, lines.toSpliced(1, 1).join("\n") + "\n");
    await assert.rejects(readStore(folder), /records\.jsonl:2: the line does not follow/);
  }));

Deno.test("lines that are appended at once make one chain; one that the disk refuses leaves no gap", () =>
  withFolder(async (folder) => {
    {
      let refuses = false;
      await using store = await openStore(folder, {
        async openFile(path) {
          const file = await Deno.open(path, { write: true, create: true });
          return {
            write: (bytes) =>
              refuses ? Promise.reject(new Error("No space left on device")) : file.write(bytes),
            syncData: () => file.syncData(),
            truncate: (length) => file.truncate(length),
            seek: (offset, whence) => file.seek(offset, whence),
            close: () => file.close(),
          };
        },
      });
      await store.describe(testEnvironment);
      await Promise.all(["a", "b", "c"].map((id) => store.append(testRecord(id))));
      refuses = true;
      await assert.rejects(store.append(testRecord("d")), /No space left/);
      refuses = false;
      await store.append(testRecord("d"));
    }
    assert.deepEqual((await readStore(folder)).records.map(({ id }) => id), ["a", "b", "c", "d"]);
  }));

Deno.test("a number that is too large for a float is damage like any other", () => {
  const line = new TextEncoder().encode('{"a":1e999,"sha256":"0"}');
  assert.throws(() => openLine(line, "records.jsonl:3"), /^StoreError: records.jsonl:3: value.a is Infinity/);
});
