import assert from "node:assert/strict";
import { key } from "../../estimators/random/mod.ts";
import { digits } from "./digits.ts";
import { datasetEntry, datasetNames, loadDataset, registerDataset } from "./registry.ts";

Deno.test("an unknown name: the nearest one and all others", async () => {
  const message = `unknown data set "fashion-mnits"; did you mean fashion-mnist? (registered: ${
    datasetNames().join(", ")
  })`;
  await assert.rejects(loadDataset("fashion-mnits"), { name: "RangeError", message });
  for (const name of ["", "constructor", "__proto__"]) {
    assert.throws(() => datasetEntry(name), /^RangeError: unknown data set/);
  }
});

for (const name of datasetNames()) {
  const { files } = datasetEntry(name);
  if (files === undefined) {
    Deno.test(`${name}: needs no file, keeps the contract of splits`, async () => {
      const set = await loadDataset(name);
      const size = set.height * set.width * set.channels;
      assert.equal(set.name, name);
      for (const split of [set.train, set.test]) {
        const last = split.count - 1;
        const images = split.images([0, last]);
        assert.equal(images.length, 2 * size);
        assert.ok(images.every((value) => value >= 0 && value <= 1));
        assert.ok(split.labels([0, last]).every((label) => label >= 0 && label < set.classes));
        assert.equal(split.images([]).length + split.labels([]).length, 0);
        assert.throws(() => split.images([split.count]), RangeError);
      }
    });
  } else {
    Deno.test(`${name}: every file has a hash, and an address unless it cannot be downloaded`, () => {
      assert.equal(files.name, name);
      assert.ok(files.files.length > 0);
      for (const { sha256, md5, urls, name: file } of files.files) {
        assert.match(sha256 ?? md5 ?? "", /^([0-9a-f]{64}|[0-9a-f]{32})$/, file);
        for (const url of urls) assert.ok(url.endsWith(file), url);
      }
    });
  }
}

Deno.test("a registered data set is loaded by its name, which is then taken", async () => {
  const [own, summary] = [digits({ key: key(7) }), "digits of another key"];
  registerDataset({ name: "other-digits", summary, load: () => own });
  assert.equal(await loadDataset("other-digits"), own);
  assert.ok(datasetNames().includes("other-digits"));
  for (const name of ["other-digits", "mnist"]) {
    assert.throws(() => registerDataset({ name, summary, load: () => own }), /is registered already/);
  }
});
