import assert from "node:assert/strict";
import { join } from "node:path";
import type { FileSet } from "./data_file.ts";
import { cacheFolder, isInDataDir, readDataFile } from "./cache.ts";
import { Fingerprinter, mismatch } from "./data_file.ts";
import { testInFolder } from "../testing.ts";
import { DataError } from "../types.ts";

const contents = { train: Uint8Array.of(1, 2, 3, 4), test: Uint8Array.of(5, 6) };
const prints = {
  train: new Fingerprinter().update(contents.train).digest(),
  test: new Fingerprinter().update(contents.test).digest(),
};
const set: FileSet = {
  name: "tiny",
  files: [
    { name: "train", size: 4, sha256: prints.train.sha256, urls: ["http://a.invalid/train"] },
    { name: "test", md5: prints.test.md5, urls: [] },
  ],
};
const [train, test] = [set.files[0]!, set.files[1]!];

async function put(path: string, bytes: Uint8Array): Promise<string> {
  await Deno.mkdir(join(path, ".."), { recursive: true });
  await Deno.writeFile(path, bytes);
  return path;
}

async function refused(promise: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof DataError, String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

function noFetch(): never {
  throw new Error("the network was asked");
}

testInFolder("the user's folder comes before the cache, its set's folder before itself", async (folder) => {
  const options = { dataDir: join(folder, "data"), cacheDir: join(folder, "cache"), fetch: noFetch };
  const places = ["cache/tiny/train", "data/train", "data/tiny/train"].map((place) => join(folder, place));
  for (const place of places) {
    await put(place, contents.train);
    const found = await readDataFile(set, train, options);
    assert.deepEqual({ ...found }, {
      name: "train",
      path: place,
      sha256: prints.train.sha256,
      bytes: contents.train,
    });
  }
  assert.ok(await isInDataDir(set, train, options.dataDir));
  assert.ok(!await isInDataDir(set, test, options.dataDir));
  assert.ok(!await isInDataDir(set, train, undefined));
});

testInFolder("a set may have another folder in the user's data", async (folder) => {
  const place = await put(join(folder, "elsewhere", "train"), contents.train);
  const found = await readDataFile({ ...set, folder: "elsewhere" }, train, { dataDir: folder });
  assert.equal(found.path, place);
});

testInFolder("a missing file: what, where it was looked for, what to do", async (folder) => {
  const options = { dataDir: join(folder, "d"), cacheDir: join(folder, "c") };
  await refused(
    readDataFile(set, train, options),
    new RegExp(
      `^tiny: train \\(4 bytes, sha256 ${prints.train.sha256}\\) is missing in .*/d/tiny/train, .*/d/train, ` +
        `.*/c/tiny/train; run "deno task data tiny" or pass --data-dir DIR$`,
    ),
  );
  await refused(
    readDataFile(set, test, options),
    new RegExp(`^tiny: test \\(md5 ${prints.test.md5}\\) is missing in .*; pass --data-dir DIR$`),
  );
});

const damages: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ["truncated", contents.train.subarray(0, 3), /found 3 bytes, sha256 [0-9a-f]{64}, perhaps truncated; /],
  ["empty", new Uint8Array(0), /found 0 bytes, .*, perhaps truncated; /],
  ["corrupted", Uint8Array.of(1, 2, 3, 5), /found 4 bytes, sha256 [0-9a-f]{64}; /],
  ["longer", Uint8Array.of(1, 2, 3, 4, 5), /found 5 bytes, sha256 [0-9a-f]{64}; /],
];
for (const [damage, bytes, found] of damages) {
  testInFolder(`a ${damage} file is refused, in the user's folder and in the cache`, async (folder) => {
    const expected = `expected 4 bytes, sha256 ${prints.train.sha256}, ${found.source}`;
    const place = await put(join(folder, "d", "tiny", "train"), bytes);
    await refused(
      readDataFile(set, train, { dataDir: join(folder, "d"), offline: false, fetch: noFetch }),
      new RegExp(
        `^tiny: ${place} is not the published file: ${expected}replace it or pass another --data-dir$`,
      ),
    );
    const cached = await put(join(folder, "c", "tiny", "train"), bytes);
    await refused(
      readDataFile(set, train, { cacheDir: join(folder, "c") }),
      new RegExp(`^tiny: ${cached} is not .*: ${expected}delete it or run "deno task data tiny"$`),
    );
    assert.deepEqual(await Deno.readFile(cached), bytes, "reading changed the cache");
  });
}

Deno.test("one file under the name of another is called by its own name", () => {
  const files: FileSet = {
    name: "tiny",
    files: [{ name: "a", sha256: prints.train.sha256, urls: [] }, {
      name: "b",
      sha256: prints.test.sha256,
      urls: [],
    }],
  };
  assert.match(
    mismatch(files, files.files[0]!, prints.test)!,
    /found 2 bytes, sha256 [0-9a-f]{64}, which is b$/,
  );
  assert.equal(mismatch(files, files.files[0]!, prints.train), undefined);
  assert.throws(() => mismatch(files, { name: "c", urls: [] }, prints.test), TypeError);
});

testInFolder(
  "where it is allowed, what is missing or damaged in the cache is downloaded once",
  async (folder) => {
    let calls = 0;
    const fetch = (() => (calls++, Promise.resolve(new Response(contents.train)))) as typeof globalThis.fetch;
    const options = { cacheDir: folder, offline: false, fetch };
    for (const expectedCalls of [1, 1]) {
      assert.deepEqual((await readDataFile(set, train, options)).bytes, contents.train);
      assert.equal(calls, expectedCalls);
    }
    await put(join(folder, "tiny", "train"), Uint8Array.of(9));
    assert.deepEqual((await readDataFile(set, train, options)).bytes, contents.train);
    assert.equal(calls, 2);
    await refused(readDataFile(set, test, options), /test \(md5 .*\) is missing in .*; pass --data-dir DIR$/);
  },
);

testInFolder("a folder in the file's place is refused", async (folder) => {
  await Deno.mkdir(join(folder, "tiny", "train"), { recursive: true });
  await refused(readDataFile(set, train, { dataDir: folder }), /^tiny: .*tiny\/train cannot be read: /);
});

testInFolder("a file that is far too large is refused unread", async (folder) => {
  await put(join(folder, "tiny", "train"), new Uint8Array());
  await Deno.truncate(join(folder, "tiny", "train"), 2 ** 40); // sparse: it takes no room
  await refused(
    readDataFile(set, train, { dataDir: folder }),
    /^tiny: .*train is not the published file: expected .*, found 1099511627776 bytes; replace it/,
  );
});

Deno.test("the cache's folder may be named", () => {
  assert.equal(cacheFolder(set, { cacheDir: "/c" }), join("/c", "tiny"));
});
