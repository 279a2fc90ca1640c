import assert from "node:assert/strict";
import { loadOmniglot, loadOmniglotStandin } from "./omniglot.ts";
import { loadDataset } from "./registry.ts";
import { dataFile } from "./fixtures.ts";
import { averageImages, nearestCentroidAccuracy, range, testOnRealFiles } from "./testing.ts";

const nowhere = { cacheDir: "/nonexistent" };

const sets: readonly {
  readonly name: string;
  readonly counts: readonly [number, number];
  /** Published or obvious facts: the first labels, and the mean intensity of the training images. */
  readonly labels: readonly number[];
  readonly mean: number;
  /** Band of the nearest-average-image classifier's accuracy. */
  readonly accuracy: readonly [number, number];
}[] = [
  { name: "mnist", counts: [60_000, 10_000], labels: [5, 0, 4, 1, 9], mean: 0.1307, accuracy: [0.75, 0.85] },
  {
    name: "fashion-mnist",
    counts: [60_000, 10_000],
    labels: [9, 0, 0, 3, 0],
    mean: 0.286,
    accuracy: [0.6, 0.72],
  },
  { name: "cifar10", counts: [10_000, 1000], labels: [6, 9, 9, 4, 1], mean: 0.4734, accuracy: [0.2, 0.36] },
];
for (const { name, counts, labels, mean, accuracy } of sets) {
  testOnRealFiles(`${name} is what its publisher describes`, async (dataDir) => {
    const { train, test, classes } = await loadDataset(name, { ...nowhere, dataDir });
    assert.deepEqual([train.count, test.count], counts);
    assert.deepEqual([...train.labels(range(0, 5))], labels);
    const images = train.images(range(0, 5000));
    const found = images.reduce((sum, value) => sum + value, 0) / images.length;
    assert.ok(Math.abs(found - mean) < 0.004, `mean intensity ${found}`);
    const averages = averageImages(train, { examples: 5000, classes });
    const hits = nearestCentroidAccuracy(test, { averages, examples: 1000 });
    assert.ok(hits > accuracy[0] && hits < accuracy[1], `nearest average image: ${hits}`);
  });
}

testOnRealFiles("the Omniglot stand-in is the same in both of its formats", async (dataDir) => {
  const bytes = await Deno.readFile(`${dataDir}/omniglot/standin-chardata.mat`);
  const files = { name: "omniglot", files: [dataFile("standin-chardata.mat", bytes)] };
  const [idx, mat] = await Promise.all([
    loadOmniglotStandin({ ...nowhere, dataDir }),
    loadOmniglot({ ...nowhere, dataDir }, files),
  ]);
  assert.match(idx.note!, /must not be compared/);
  for (const split of ["train", "test"] as const) {
    assert.equal(idx[split].count, { train: 24_345, test: 8070 }[split]);
    const some = range(0, 500).map((i) => i * 16);
    assert.deepEqual(mat[split].images(some), idx[split].images(some));
    assert.deepEqual(mat[split].labels(some), idx[split].labels(some));
  }
});
