import assert from "node:assert/strict";
import { blocksOfKind, plainText } from "../page/blocks.ts";
import { factInWords, producedBy, provenanceBlocks, settingInWords } from "./provenance.ts";
import { fixtureEnvironments, fixtureRecords } from "../experiments/fixtures.ts";

const configuration = {
  name: "standard",
  estimators: ["rt", "r2g2"],
  seeds: 5,
  experiments: {
    cost: { models: ["mlp", "vae1"], grid: { inputs: [128, 256], batches: [20] } },
    training: { budgets: ["steps:1500", "time:45s"], layers: true, nothing: [] },
  },
};
const input = {
  records: fixtureRecords({ only: ["cost"] }),
  environments: new Map([...fixtureEnvironments()].map(([id, { description }]) => [
    id,
    { id, description: { ...description, blas: "OpenBLAS OpenBLAS 0.3.21 DYNAMIC_ARCH" } },
  ])),
  manifests: [{ run: "0123", configuration }],
};

Deno.test("the configuration has a row for every experiment, readable and with every setting", () => {
  const [settings] = blocksOfKind(provenanceBlocks(input), "table");
  const rows = new Map(
    settings?.table.rows.map(([name = "", value = ""]) => [plainText(name), plainText(value)]),
  );
  assert.equal(rows.get("experiment cost"), "models: mlp, vae1; grid: (inputs: 128, 256; batches: 20)");
  assert.equal(rows.get("experiment training"), "budgets: steps:1500, time:45s; layers: true; nothing: none");
  assert.equal(rows.get("estimators"), "rt, r2g2");
  assert.ok(!rows.has("experiments"));
  for (const value of rows.values()) assert.doesNotMatch(value, /[{}"[\]]/);
});

Deno.test("a library is named once, on the first screen and in the table", () => {
  assert.match(producedBy(input), /with BLAS OpenBLAS 0\.3\.21 DYNAMIC_ARCH;/);
  const machines = blocksOfKind(provenanceBlocks(input), "table")[1]?.table;
  assert.deepEqual(machines?.rows.find(([fact]) => fact === "blas"), [
    "blas",
    "OpenBLAS 0.3.21 DYNAMIC_ARCH",
  ]);
  assert.deepEqual(["a a", "a ab c", undefined, 2].map(factInWords), ["a a", "a ab c", "not recorded", "2"]);
});

Deno.test.each<[unknown, string]>([
  ["text", "text"],
  [[], "none"],
  [{}, "none"],
  [null, "null"],
  [undefined, "none"],
  [[{ a: 1 }, [2, 3]], "(a: 1), 2, 3"],
])("setting %j reads %s", (value, words) => {
  assert.equal(settingInWords(value), words);
});

Deno.test("times of several environments are said to be so, with their experiments", () => {
  const records = fixtureRecords({ only: ["cost", "unbiasedness"], pairs: 4 });
  const said = (all: typeof records) =>
    plainText(
      provenanceBlocks({ records: all, environments: new Map() }).flatMap((block) =>
        block.kind === "paragraph" ? block.content : []
      ),
    );
  assert.doesNotMatch(said(records), /more than one of the environments/);
  const elsewhere = records.map((record, i) => i % 2 === 0 ? { ...record, environment: "other" } : record);
  assert.match(said(elsewhere), /Times of cost are from more than one of the environments below/);
});
