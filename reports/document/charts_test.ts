import assert from "node:assert/strict";
import { lazy } from "../analysis/memo.ts";
import { costChart } from "../experiments/cost/chart.ts";
import { costRows } from "../experiments/cost/rows.ts";
import { fixtureRecord, fixtureRecords } from "../experiments/fixtures.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import type { Mark } from "../look/chart.ts";
import { renderSpec } from "../look/render.ts";
import { estimatorStyle } from "../look/styles.ts";

const records = lazy(() => fixtureRecords({ pairs: 6 }));

const CHARTS = ALL_REPORTS.flatMap(({ charts, rows }) => charts.map((chart) => ({ chart, rows })));

for (const { chart, rows } of CHARTS) {
  const all = lazy(() => chart.marks(rows(records())));
  /** Those of the first chart, where the marks are split into several. */
  const marks = lazy(() => {
    const field = chart.splitBy;
    return field === undefined ? all() : all().filter((mark) => mark[field] === all()[0]?.[field]);
  });

  Deno.test(`${chart.name}: intervals hold their value, and nothing is drawn without records`, () => {
    assert.ok(marks().length > 0);
    for (const mark of all().filter((mark) => "low" in mark)) {
      const [low, value, high] = [mark["low"], mark["value"], mark["high"]] as number[];
      assert.ok(low! <= value! && value! <= high!, JSON.stringify(mark));
    }
    const others = [fixtureRecord({ experiment: "other", model: "m", estimator: "rt" })];
    for (const none of [[], others]) assert.deepEqual(chart.marks(rows(none)), []);
  });

  for (const [layout, most] of [["wide", 910], ["narrow", 345]] as const) {
    Deno.test(`${chart.name}, ${layout}: fits, no warnings, the same bytes twice, units and log scales marked`, async () => {
      const spec = chart.spec(marks(), layout);
      const { svg, warnings } = await renderSpec(spec, "a");
      assert.deepEqual(warnings, []);
      assert.equal((await renderSpec(chart.spec(marks(), layout), "a")).svg, svg);
      const width = Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1]);
      assert.ok(width <= most, `${width} pixels`);
      const text = JSON.stringify(spec);
      assert.equal(
        text.includes('"type":"log"'),
        /log( |\\n)?","?scale\)|log scale\)|\(log/.test(text),
        "log scales say so",
      );
      assert.ok(
        !/"extent":|"mark":\{?"?(type":")?(bar|errorba)/.test(text),
        "no bars, no bootstrap at render time",
      );
      assert.ok(!/"(url|href)":/.test(text));
    });
  }
}

Deno.test("colours are those of the estimator, whoever else is in the chart", () => {
  const colorOf = (marks: readonly Mark[]) => {
    const spec = JSON.stringify(costChart.spec(marks, "wide"));
    const { domain, range } = JSON.parse(
      /"color":\{"field":"label".*?"scale":(\{.*?\})/.exec(spec)?.[1] ?? "{}",
    );
    return range[domain.indexOf("RT")];
  };
  const marks = costChart.marks(costRows(records()));
  assert.equal(colorOf(marks), estimatorStyle("rt").color);
  assert.equal(colorOf(marks.filter(({ estimator }) => estimator === "rt")), estimatorStyle("rt").color);
});
