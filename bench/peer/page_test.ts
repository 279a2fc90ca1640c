import assert from "node:assert/strict";
import { SPEED_JSON, SPEED_PAGE, withSpeedLine } from "../commands/speed.ts";
import { parseReport, speedLine, speedPage } from "./page.ts";
import type { PeerReport } from "./types.ts";

const report: PeerReport = {
  made: "2026-11-25",
  machine: { cpu: "A CPU", cores: 2, load: [0.123, 1] },
  settings: { batch: 80, seconds: 2, rounds: 5, threads: [1, 2] },
  about: { ours: { Deno: "2.9.6" }, theirs: { PyTorch: "2.14.1+debian", Adam: "fused" } },
  rows: [
    {
      model: "vae1",
      estimator: "rt",
      ms: 2,
      threads: 1,
      floorMs: 1.6,
      peer: { ms: 4, threads: 2, ratio: 0.5, interval: [0.4, 0.6] },
    },
    { model: "cnn", estimator: "rt", ms: 500, threads: 2 },
    { model: "cnn", estimator: "r2g2", ms: 900, threads: 2, peer: { ms: 30000, threads: 2, ratio: 0.03 } },
  ],
};

Deno.test("the page has a line for each step, both sides' versions, and what R2-G2 costs beside RT", () => {
  const page = speedPage(report);
  assert.ok(page.includes("| VAE L=1, RT | 2.00 | 4.00 | 0.50 | 0.40–0.60 | 1.60 | 1.25 | 1 / 2 |"), page);
  assert.ok(page.includes("| VGG-11, RT | 500 | – | – | – | – | – | 2 |"));
  assert.ok(page.includes("| VGG-11, R2-G2 | 900 | 30000 | 0.030 | – | – | – | 2 / 2 |"));
  assert.ok(page.includes("takes 1.80 times as long as ours with RT"));
  assert.ok(page.includes("ours beside PyTorch 2.14.1 with its fused Adam, on the same 2 cores"));
  assert.ok(
    page.includes(
      "- machine: A CPU, 2 cores; 2026-11-25, load 0.1 before and 1.0 after\n- ours: Deno 2.9.6\n- theirs: PyTorch",
    ),
  );
});

Deno.test("the README's line is the range of ratios, between its marks", () => {
  const line = speedLine(report);
  assert.equal(
    line,
    "A training step takes 0.030 to 0.50 of the time that it takes in PyTorch 2.14.1 with its fused Adam on the same " +
      "machine: [speed](docs/speed.md).",
  );
  const readme = "a\n<!-- speed:begin -->\nold\n<!-- speed:end -->\nb";
  assert.equal(withSpeedLine(readme, line), `a\n<!-- speed:begin -->\n\n${line}\n\n<!-- speed:end -->\nb`);
  assert.throws(
    () => withSpeedLine("a", line),
    /README.md: wanted <!-- speed:begin --> before <!-- speed:end -->/,
  );
});

Deno.test("what no comparison has written is refused, with the first fault", () => {
  const text = JSON.stringify(report);
  assert.deepEqual(parseReport(text, "x.json"), report);
  assert.throws(
    () => parseReport("{", "x.json"),
    /^CommandError: x.json is no JSON: write it with deno task peer/,
  );
  assert.throws(
    () => parseReport(text.replace('"ms":2', '"ms":-2'), "x.json"),
    /^CommandError: x.json: rows.0.ms: /,
  );
});

Deno.test("page and README tell what the kept comparison holds", async () => {
  const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
  // The formatter aligns tables and breaks lines.
  const plain = (text: string) =>
    text.replaceAll(/ *\| */g, "|").replaceAll(/-{2,}/g, "--").replaceAll(/\s+/g, " ");
  const kept = parseReport(await read(SPEED_JSON), SPEED_JSON);
  assert.equal(plain(await read(SPEED_PAGE)), plain(speedPage(kept)));
  assert.ok(plain(await read("README.md")).includes(plain(speedLine(kept))));
});
