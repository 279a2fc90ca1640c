import assert from "node:assert/strict";
import { join } from "node:path";
import type { Cifar10Files } from "./cifar10.ts";
import type { FileSet } from "./files/data_file.ts";
import type { IdxSet } from "./idx_set.ts";
import { loadCifar10 } from "./cifar10.ts";
import { dataFile, gzip, idxFile, mat5File, matMatrix, tarFile } from "./fixtures.ts";
import { loadIdxSet } from "./idx_set.ts";
import { loadOmniglot } from "./omniglot.ts";
import { range, testInFolder } from "./testing.ts";

/** Writes files into a folder and describes them. */
async function write(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<FileSet> {
  for (const [name, bytes] of Object.entries(files)) await Deno.writeFile(join(folder, name), bytes);
  return { name: "tiny", files: Object.entries(files).map(([name, bytes]) => dataFile(name, bytes)) };
}

const UINT8 = 8;
const INT16 = 11;

async function idxSet(folder: string, changes: Readonly<Record<string, Uint8Array>> = {}): Promise<IdxSet> {
  const files = await write(folder, {
    trainImages: gzip(idxFile(UINT8, [2, 1, 2], [0, 51, 255, 102])),
    trainLabels: gzip(idxFile(UINT8, [2], [2, 1])),
    testImages: gzip(idxFile(UINT8, [1, 1, 2], [1, 2])),
    testLabels: gzip(idxFile(INT16, [1], [0, 3])),
    ...changes,
  });
  return {
    name: "tiny",
    files,
    train: ["trainImages", "trainLabels"],
    test: ["testImages", "testLabels"],
    classes: 3,
    firstLabel: 1,
  };
}

testInFolder("four IDX files make a data set", async (folder) => {
  const set = await loadIdxSet(await idxSet(folder), { dataDir: folder });
  const { height, width, channels, classes, train, test } = set;
  assert.deepEqual({ height, width, channels, classes }, { height: 1, width: 2, channels: 1, classes: 3 });
  assert.deepEqual([train.count, test.count], [2, 1]);
  assert.deepEqual([...train.images([1, 0, 1])], [1, 0.4, 0, 0.2, 1, 0.4].map(Math.fround));
  assert.deepEqual([...train.labels([1, 0]), ...test.labels([0])], [0, 1, 2]);
  assert.throws(() => train.images([2]), /RangeError: example 2 does not exist: .* from 0 to 1/);
  assert.throws(() => train.labels([-1]), RangeError);

  const other = await idxSet(folder, { testLabels: gzip(idxFile(INT16, [1], [0, 2])) });
  assert.notEqual((await loadIdxSet(other, { dataDir: folder })).sha256, set.sha256);
});

const misfits: readonly (readonly [string, Readonly<Record<string, Uint8Array>>, RegExp])[] = [
  [
    "a label too few",
    { trainLabels: gzip(idxFile(UINT8, [1], [1])) },
    /4 pixel values do not make 1 images of 2/,
  ],
  [
    "an unknown label",
    { trainLabels: gzip(idxFile(UINT8, [2], [2, 4])) },
    /label 3 of example 1 is not a class/,
  ],
  ["a label below the first", { trainLabels: gzip(idxFile(UINT8, [2], [2, 0])) }, /label -1 of example 1/],
  [
    "another image size",
    { testImages: gzip(idxFile(UINT8, [1, 2, 1], [1, 2])) },
    /images of 2 × 1, not 1 × 2/,
  ],
  ["16-bit images", { testImages: gzip(idxFile(INT16, [1, 1, 2], [0, 1, 0, 2])) }, /images have bytes/],
  ["labels for images", { testImages: gzip(idxFile(UINT8, [1], [1])) }, /magic number is 0x801, not 0x803/],
  ["no gzip", { testLabels: idxFile(UINT8, [1], [1]) }, /cannot be unpacked as gzip/],
];
for (const [what, changes, message] of misfits) {
  testInFolder(`four IDX files that do not fit are refused: ${what}`, async (folder) => {
    const set = await idxSet(folder, changes);
    await assert.rejects(loadIdxSet(set, { dataDir: folder }), { name: "DataError", message });
  });
}

/** A CIFAR-10 batch: image e has red e, green e + 1, blue e + 2 but for its first pixel's red, 200. */
function batch(...labels: number[]): Uint8Array {
  const bytes = new Uint8Array(labels.length * 3073);
  labels.forEach((label, example) => {
    const at = 3073 * example;
    bytes[at] = label;
    for (let channel = 0; channel < 3; channel++) {
      bytes.fill(example + channel, at + 1 + 1024 * channel, at + 1 + 1024 * (channel + 1));
    }
    bytes[at + 1] = 200;
  });
  return bytes;
}

async function cifar(folder: string, archived: Readonly<Record<string, Uint8Array>>): Promise<Cifar10Files> {
  const entries = Object.entries(archived).map(([name, bytes]) => ({ name, bytes }));
  const archive = await write(folder, { "all.tar.gz": gzip(tarFile(entries)) });
  const part = await write(folder, { "1.gz": gzip(batch(3, 4)), "t.gz": gzip(batch(5)) });
  return { archive, part, train: ["d/1.bin", "d/2.bin"], test: "d/t.bin" };
}

const cifarBatches = { "d/1.bin": batch(3, 4), "d/2.bin": batch(9), "d/t.bin": batch(5) };

testInFolder("CIFAR-10 is read from its archive, planes turned to pixels", async (folder) => {
  const set = await loadCifar10({ dataDir: folder }, await cifar(folder, cifarBatches));
  assert.deepEqual([set.height, set.width, set.channels, set.classes, set.note], [32, 32, 3, 10, undefined]);
  assert.deepEqual([...set.train.labels([0, 1, 2]), ...set.test.labels([0])], [3, 4, 9, 5]);
  const bytes = Array.from(set.train.images([1]), (value) => Math.round(value * 255));
  assert.deepEqual(bytes.slice(0, 6), [200, 2, 3, 1, 2, 3]);
  assert.deepEqual(bytes.slice(-3), [1, 2, 3]);
});

testInFolder(
  "without its archive the part in the user's folder is read, and the note says so",
  async (folder) => {
    const files = await cifar(folder, cifarBatches);
    const whole = await loadCifar10({ dataDir: folder }, files);
    await Deno.remove(join(folder, "all.tar.gz"));
    const part = await loadCifar10({ dataDir: folder }, files);
    assert.deepEqual([part.train.count, part.test.count], [2, 1]);
    assert.match(
      part.note!,
      /^a part of CIFAR-10: 2 training and 1 test images; .* standard error of 46\.6 points$/,
    );
    assert.notEqual(part.sha256, whole.sha256);
    await Deno.remove(join(folder, "1.gz"));
    const nowhere = { dataDir: folder, cacheDir: join(folder, "cache") };
    await assert.rejects(loadCifar10(nowhere, files), /DataError: tiny: all\.tar\.gz .* is missing/);
  },
);

testInFolder("an archive that lacks a batch, or has a broken one, is refused", async (folder) => {
  const { "d/2.bin": _, ...lacking } = cifarBatches;
  await assert.rejects(loadCifar10({ dataDir: folder }, await cifar(folder, lacking)), /has no d\/2\.bin$/);
  const broken = { ...cifarBatches, "d/2.bin": batch(9).subarray(1) };
  const loading = loadCifar10({ dataDir: folder }, await cifar(folder, broken));
  await assert.rejects(loading, /a batch of 3072 bytes is not a whole number of records of 3073$/);
});

function matrix(name: string, shape: readonly number[], values: readonly number[]): Uint8Array {
  return matMatrix(name, { shape, type: 9, values: new Uint8Array(Float64Array.from(values).buffer) });
}

/** Two images; pixel (row 2, column 1) of the first is 0.2, all others 0, and of the second 1. */
const columns = [...range(0, 784).map((i) => i === 30 ? 0.2 : 0), ...range(0, 784).map(() => 1)];
const images = matrix("data", [784, 2], columns);
const testImages = matrix("testdata", [784, 1], columns.slice(784));
const alphabets = [matrix("target", [3, 2], [0, 0, 1, 0, 1, 0]), matrix("testtarget", [3, 1], [1, 0, 0])];
const characters = [matrix("targetchar", [1, 2], [4, 1]), matrix("testtargetchar", [1, 1], [2])];

async function omniglot(folder: string, ...matrices: Uint8Array[]): ReturnType<typeof loadOmniglot> {
  const files = await write(folder, { "chardata.mat": mat5File(matrices, { compressed: true }) });
  return await loadOmniglot({ dataDir: folder }, files);
}

testInFolder("Omniglot's columns are turned upright; labels are alphabets", async (folder) => {
  const set = await omniglot(folder, images, testImages, ...characters, ...alphabets);
  assert.deepEqual([set.train.count, set.test.count, set.classes], [2, 1, 3]);
  const image = set.train.images([0]);
  assert.deepEqual(range(0, 784).filter((i) => image[i] !== 0), [2 * 28 + 1]);
  assert.equal(image[2 * 28 + 1], Math.fround(0.2));
  assert.deepEqual([...set.train.labels([0, 1]), ...set.test.labels([0])], [2, 1, 0]);
});

testInFolder(
  "without alphabets Omniglot's labels are characters; fractions of 255 are kept",
  async (folder) => {
    const fine = matrix("data", [784, 2], columns.map((value) => value / 3));
    const set = await omniglot(folder, fine, testImages, ...characters);
    assert.deepEqual([...set.train.labels([0, 1]), ...set.test.labels([0]), set.classes], [3, 0, 1, 4]);
    assert.equal(set.train.images([0])[57], Math.fround(0.2 / 3));
  },
);

testInFolder("a chardata.mat of another layout is refused", async (folder) => {
  await assert.rejects(omniglot(folder, images, ...alphabets), /has no two-dimensional matrix testdata$/);
  await assert.rejects(omniglot(folder, images, testImages), /has no two-dimensional matrix targetchar$/);
  const flat = matrix("data", [2, 784], columns);
  await assert.rejects(
    omniglot(folder, flat, testImages, ...alphabets),
    /data has 2 rows where .* 784 pixels$/,
  );
  const bright = matrix("data", [784, 2], columns.map((value) => value * 255));
  await assert.rejects(omniglot(folder, bright, testImages, ...alphabets), /data holds 51; .* from 0 to 1$/);
  const one = matrix("data", [784, 1], columns.slice(784));
  await assert.rejects(omniglot(folder, one, testImages, ...alphabets), /do not make 2 images of 784/);
});
