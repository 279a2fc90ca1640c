import assert from "node:assert/strict";
import { tarFile } from "../fixtures.ts";
import { readTar } from "./tar.ts";
import { DataError } from "../types.ts";

const archive = tarFile([
  { name: "set/", type: "5", bytes: new Uint8Array(0) },
  { name: "set/a.bin", bytes: Uint8Array.of(1, 2, 3) },
  { name: "set/b.bin", bytes: new Uint8Array(512).fill(7) },
  { name: "c.bin", prefix: "deep/er", bytes: new Uint8Array(513).fill(8) },
  { name: "link", type: "2", bytes: new Uint8Array(0) },
]);

Deno.test("plain files are read, folders and links are passed over", () => {
  const files = readTar(archive, "f");
  assert.deepEqual([...files.keys()], ["set/a.bin", "set/b.bin", "deep/er/c.bin"]);
  assert.deepEqual([...files.get("set/a.bin")!], [1, 2, 3]);
  assert.equal(files.get("set/b.bin")!.length, 512);
  assert.deepEqual(files.get("deep/er/c.bin"), new Uint8Array(513).fill(8));
});

const changed = archive.slice();
changed[512 + 3]! ^= 1; // the second header's name
const unsized = tarFile([{ name: "a", bytes: new Uint8Array(1), size: "xyz" }]);

const bad: readonly (readonly [what: string, bytes: Uint8Array, message: RegExp])[] = [
  ["a changed header", changed, /^f: damaged tar header at byte 512: checksum \d+, wanted \d+$/],
  ["no archive", new Uint8Array(1024).fill(65), /damaged tar header at byte 0: checksum \d+, wanted NaN$/],
  ["no end mark", archive.subarray(0, 1024 + 512), /the tar archive has no end mark$/],
  [
    "a file cut",
    archive.subarray(0, 1024 + 100),
    /ends early: 3 bytes of set\/a\.bin are wanted at byte 1024|no end/,
  ],
  [
    "a large file cut",
    archive.subarray(0, 2048 + 100),
    /512 bytes of set\/b\.bin are wanted at byte 2048 of 2148/,
  ],
  ["a size that is not a number", unsized, /tar header at byte 0 has no octal file size/],
  ["nothing", new Uint8Array(0), /no end mark/],
];
for (const [what, bytes, message] of bad) {
  Deno.test(`refused: ${what}`, () => {
    assert.throws(() => readTar(bytes, "f"), (error) => {
      assert.ok(error instanceof DataError, String(error));
      assert.match(error.message, message);
      return true;
    });
  });
}
