import assert from "node:assert/strict";
import { fixtureRecords } from "../fixtures.ts";
import type { Chart, Mark } from "../../look/chart.ts";
import { renderSpec } from "../../look/render.ts";
import { distinct } from "../../look/theme.ts";
import { varianceChart } from "./chart.ts";
import { varianceRatioChart } from "./ratio_chart.ts";
import { varianceStepsChart } from "./steps_chart.ts";
import { captionOf, marksOf } from "../testing.ts";
import { gradientVarianceReport } from "./index.ts";
import type { GradientVarianceRows } from "./rows.ts";

const records = fixtureRecords({ only: ["gradient_variance"], pairs: 600 });
const marks = (chart: Chart<GradientVarianceRows>, own = records) =>
  marksOf(gradientVarianceReport, chart, own);
const caption = (chart: Chart<GradientVarianceRows>, own?: readonly Mark[]) =>
  captionOf(gradientVarianceReport, chart, records, own);

Deno.test("one figure for all models each: a line for each layer, or for each model", () => {
  const [ratio, total] = [marks(varianceRatioChart), marks(varianceChart)];
  assert.deepEqual(distinct(ratio, "line"), [
    "mlp-small · dense1",
    "mlp-small · dense2",
    "mlp-small · dense3",
    "vae1 · latent1",
    "vae1-narrow · latent1",
  ]);
  assert.deepEqual(distinct(total, "line"), ["mlp-small", "vae1", "vae1-narrow"]);
  for (const rows of [ratio, total]) {
    assert.deepEqual(distinct(rows, "block"), ["mean", "scale", "upstream"]);
    assert.deepEqual(distinct(rows, "label").slice(0, 3), ["R2-G2", "R2-G2 (CG)", "LRT"]);
  }
  assert.ok(distinct(total, "label").includes("Score function"));
});

Deno.test("along training: bottom and top layers, and no model in which R2-G2 is RT", () => {
  const rows = marks(varianceStepsChart);
  assert.deepEqual(distinct(rows, "subject"), ["mlp-small", "vae1-narrow"]);
  assert.deepEqual(distinct(rows, "layer"), ["dense1", "dense3", "latent1"]);
  assert.match(
    caption(varianceStepsChart),
    /^From the first to the last checkpoint RT's variance over R2-G2's goes from [\d.]+ to [\d.]+ in \S+ · \S+, /,
  );
  assert.deepEqual(marks(varianceStepsChart, records.filter(({ model }) => model === "vae1")), []);
});

Deno.test("captions begin with what the rows say", () => {
  const ratios = marks(varianceRatioChart);
  assert.match(
    caption(varianceRatioChart),
    /^R2-G2 has less variance than RT in 10 of 14 blocks, is exactly RT in 3 and does not .* in 1\. The least is 0\.0\d+ of RT's \(mlp-small · dense\d, /,
  );
  const worse = ratios.map((row) => ({ ...row, low: 2, value: 3, high: 4 }));
  assert.match(caption(varianceRatioChart, worse), /^R2-G2 has more variance than RT in all 14 blocks\. /);
  assert.doesNotMatch(
    caption(varianceRatioChart, ratios.filter(({ label }) => label !== "R2-G2")),
    /^R2-G2 has/,
  );
  assert.match(
    caption(varianceChart),
    /^Of the estimators that draw once R2-G2 has the least variance, or .*, in \d of 9 blocks\. /,
  );
});

Deno.test("the legend of curves shows their dashes, and the axes' title stands above them once", async () => {
  const { svg } = await renderSpec(varianceStepsChart.spec(marks(varianceStepsChart), "wide"), "a");
  assert.equal(svg.match(/>log₁₀ of the trace of the covariance, nats²</g)?.length, 1);
  const strokes = [...svg.matchAll(/role-legend-symbol[^>]*><path [^>]*d="M-([\d.]+),0L/g)];
  assert.ok(
    strokes.length > 0 && strokes.every(([, half]) => Number(half) >= 12),
    "lines too short for a dash",
  );
});

Deno.test("another objective is a line of its own, with its estimators' looks", () => {
  const others = records.filter(({ model, estimator }) =>
    model === "vae1-narrow" && ["rt", "r2g2"].includes(estimator)
  ).flatMap((record) =>
    ["elbo stl", "iwae dreg"].map((bound, i) => ({
      ...record,
      options: { ...record.options, bound, boundSamples: 1 + 4 * i },
    }))
  );
  const all = [...records, ...others];
  const rows = marks(varianceChart, all);
  assert.deepEqual(distinct(rows, "line").slice(2), [
    "vae1-narrow",
    "vae1-narrow · elbo stl",
    "vae1-narrow · iwae dreg × 5",
  ]);
  const labels = new Set(rows.filter(({ line }) => String(line).includes("iwae")).map(({ label }) => label));
  assert.deepEqual([...labels], ["R2-G2", "RT"]);
  for (const chart of [varianceRatioChart, varianceStepsChart]) {
    assert.deepEqual(distinct(marks(chart, all), "label"), distinct(marks(chart), "label"));
  }
});

Deno.test("what never happens is not counted", () => {
  const rows = marks(varianceChart).map((row) => ({
    ...row,
    value: row["estimator"] === "r2g2" ? 9 : 1,
  }));
  assert.match(
    caption(varianceChart, rows),
    /^Of the estimators that draw once, one other than R2-G2 .* in all 9 blocks\. /,
  );
});
