import assert from "node:assert/strict";
import { readResults } from "../../bench/store/mod.ts";
import { fixtureEnvironments, fixtureRecords } from "../experiments/fixtures.ts";
import { type Block, blocksOfKind, plainText } from "../page/blocks.ts";
import { firstScreen } from "./first_screen.ts";
import type { ReportInput } from "./provenance.ts";

const STANDARD = new URL("../../docs/results/standard", import.meta.url).pathname;

const textOf = (blocks: readonly Block[]) =>
  blocksOfKind(blocks, "paragraph").map(({ content }) => plainText(content)).join("\n");
const scorecardOf = (blocks: readonly Block[]) =>
  blocksOfKind(blocks, "table").find(({ table }) => table.name === "scorecard")?.table;

function input(options: Parameters<typeof fixtureRecords>[0], suite = "standard"): ReportInput {
  return {
    records: fixtureRecords({ pairs: 6, ...options }),
    environments: fixtureEnvironments(),
    manifests: [{ run: "a", configuration: { name: suite } }],
  };
}

Deno.test("the kept records' answer is led by training at equal time, and says what to use", async () => {
  const blocks = firstScreen(await readResults([STANDARD]), []);
  const text = textOf(blocks);
  assert.match(
    text,
    /^R2-G2 \(Lam et al., 2025\) is a gradient .* more Gaussians enter than pre-activations/,
  );
  assert.match(text, /\nTrained for as long as RT, R2-G2 ends better than RT for vae1-narrow \(1\.\d \[/);
  assert.match(
    text,
    /For the same time its gradient .* is identical to RT's for vae3\. So use .*R2-G2 for vae1-narrow/,
  );
  const rows = new Map(
    scorecardOf(blocks)!.rows.map((row) => [plainText(row[0]!), row.at(-1)!]),
  );
  const uses = ["vae1-narrow", "vae3", "mlp, log σ −3"].map((model) => {
    const use = rows.get(model)!;
    return typeof use === "object" && use.kind === "term" ? `${use.text}: ${use.note}` : plainText(use);
  });
  assert.deepEqual(uses, [
    "R2-G2: trains better",
    "RT: R2-G2 is identical",
    "LRT: same gradient, cheaper",
  ]);
});

Deno.test("every column of the scorecard is there where along training was measured", () => {
  const blocks = firstScreen(input({ only: ["along_training", "training"] }), []);
  const { columns, rows } = scorecardOf(blocks)!;
  assert.deepEqual(columns.map(({ label }) => label), [
    "model",
    "noise in SGD's variance, %",
    "noise, one gradient / RT's",
    "variance × time / best RT × K",
    "… / best rival",
    "trained as long as RT",
    "use",
  ]);
  const mlp = rows.map((row) => row.map(plainText)).find(([model]) => model === "mlp-small")!;
  assert.match(mlp[1]!, /^2\d(\.\d)? \[.*\]$/);
  assert.equal(mlp.at(-1), "LRT");
  assert.deepEqual(blocksOfKind(blocks, "paragraph").filter(({ role }) => role === "trial"), []);
});

Deno.test.each<[string, number, string, RegExp]>([
  ["a quick suite", 6, "quick", /^Quick run\. It can show/],
  ["two seeds", 2, "standard", /^Partial run\. It can show/],
])("%s looks like a trial, decides nothing, and has not the wording of another", (_, seeds, suite, badge) => {
  const blocks = firstScreen(input({ only: ["along_training", "training"], seeds }, suite), []);
  const text = textOf(blocks);
  assert.match(text, badge);
  assert.match(text, /This run does not say which estimator to use: /);
  assert.doesNotMatch(text, /So use|Trained for as long/);
  const uses = scorecardOf(blocks)!.rows.map((row) => plainText(row.at(-1)!));
  for (const use of uses) assert.match(use, /^(not decided|RT)$/);
});

Deno.test("without gradients and without training there is no scorecard, and what to run", () => {
  const blocks = firstScreen(input({ only: ["cost"] }), []);
  assert.match(textOf(blocks), /These runs do not say: .*deno task bench --suite quick/);
  assert.equal(scorecardOf(blocks), undefined);
});
