import assert from "node:assert/strict";
import { readResults } from "../../bench/store/mod.ts";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { plainText } from "../page/blocks.ts";
import { answerBlocks } from "./first_screen.ts";

const STANDARD = new URL("../../docs/results/standard", import.meta.url).pathname;

function paragraphs(records: Parameters<typeof answerBlocks>[0]): string[] {
  return answerBlocks(records).flatMap((block) =>
    block.kind === "paragraph" ? [plainText(block.content)] : []
  );
}

Deno.test("the kept records' answer names its one place, and training at equal time says the opposite", async () => {
  const { records } = await readResults([STANDARD]);
  const [lead = "", trained = ""] = paragraphs(records);
  assert.match(
    lead,
    /^At equal time R2-G2 has less variance .* Measured at step 0, on one minibatch, from one/,
  );
  assert.match(lead, /this is one place, not a whole training run\.$/);
  assert.match(trained, /^Trained for equally long, R2-G2 minus RT/);
  assert.match(
    trained,
    /vae1-narrow after 45 s, test bound: −2\.53 \[−3\.15,\u00a0−1\.92\] nats \(5 paired seeds\)/,
  );
});

Deno.test("places are counted in the records: steps, minibatches, seeds; without training nothing stands beside", () => {
  const records = fixtureRecords({ only: ["equal_cost"], pairs: 6 });
  const at = (step: number, minibatch: number, seed: number) =>
    records.map((record) => ({
      ...record,
      seed,
      metrics: record.metrics.map((metric) => ({ ...metric, at: { ...metric.at, step, minibatch } })),
      timings: record.timings.map((metric) =>
        metric.name === "variance" ? { ...metric, at: { ...metric.at, step, minibatch } } : metric
      ),
    }));
  const [lead = "", ...others] = paragraphs(
    [at(0, 0, 0), at(1000, 0, 0), at(1000, 1, 0), at(0, 0, 3)].flat(),
  );
  assert.match(
    lead,
    /Measured at steps 0 and 1000, on 3 minibatches, from 2 seeds: these are 4 places, not a whole/,
  );
  assert.deepEqual(others, []);
});
