import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { costChart } from "../experiments/cost/chart.ts";
import { costRows } from "../experiments/cost/rows.ts";
import { fixtureRecord, fixtureRecords } from "../experiments/fixtures.ts";
import { ALL_REPORTS } from "../experiments/registry.ts";
import { renderSpec, standaloneSvg } from "../look/render.ts";
import { compareEstimators, darkReplacements, ESTIMATOR_STYLES, estimatorStyle } from "../look/styles.ts";
import { textWidth } from "../look/text_width.ts";
import { distinct } from "../look/theme.ts";
import type { Mark } from "../look/chart.ts";

const records = fixtureRecords({ pairs: 6 });

const CHARTS = ALL_REPORTS.flatMap(({ charts, rows }) => charts.map((chart) => ({ chart, rows })));

for (const { chart, rows } of CHARTS) {
  const all = chart.marks(rows(records));
  const marks = chart.splitBy === undefined
    ? all
    : all.filter((mark) => mark[chart.splitBy as string] === all[0]?.[chart.splitBy as string]);

  Deno.test(`${chart.name}: intervals hold their value, and nothing is drawn without records`, () => {
    assert.ok(marks.length > 0);
    for (const mark of all.filter((mark) => "low" in mark)) {
      const [low, value, high] = [mark["low"], mark["value"], mark["high"]] as number[];
      assert.ok(low! <= value! && value! <= high!, JSON.stringify(mark));
    }
    const others = [fixtureRecord({ experiment: "other", model: "m", estimator: "rt" })];
    for (const none of [[], others]) assert.deepEqual(chart.marks(rows(none)), []);
  });

  for (const [layout, most] of [["wide", 910], ["narrow", 345]] as const) {
    Deno.test(`${chart.name}, ${layout}: fits, no warnings, the same bytes twice, units and log scales marked`, async () => {
      const spec = chart.spec(marks, layout);
      const { svg, warnings } = await renderSpec(spec, "a");
      assert.deepEqual(warnings, []);
      assert.equal((await renderSpec(chart.spec(marks, layout), "a")).svg, svg);
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

Deno.test("every known estimator has colours, of enough contrast on both themes, that no other has", () => {
  const colors = ESTIMATOR_STYLES.map(({ color }) => color);
  assert.equal(new Set(colors).size, colors.length);
  for (const [light, dark] of darkReplacements()) {
    assert.ok(contrast(light, "#ffffff") >= 3, `${light} on white`);
    assert.ok(contrast(dark, "#14171a") >= 3, `${dark} on black`);
  }
});

Deno.test("unknown estimators keep their colour and come last, composed ones behind what they are made of", () => {
  assert.deepEqual(estimatorStyle("mine"), estimatorStyle("mine"));
  assert.equal(estimatorStyle("rt*6").label, "RT × 6");
  assert.notEqual(estimatorStyle("rt*6").color, estimatorStyle("rt").color, "both may be in one chart");
  assert.deepEqual(["mine", "lrt*2", "rt", "lrt", "r2g2"].sort(compareEstimators), [
    "r2g2",
    "lrt",
    "lrt*2",
    "rt",
    "mine",
  ]);
});

Deno.test("colours are those of the estimator, whoever else is in the chart", () => {
  const colorOf = (marks: readonly Mark[]) => {
    const spec = JSON.stringify(costChart.spec(marks, "wide"));
    const { domain, range } = JSON.parse(
      /"color":\{"field":"label".*?"scale":(\{.*?\})/.exec(spec)?.[1] ?? "{}",
    );
    return range[domain.indexOf("RT")];
  };
  const marks = costChart.marks(costRows(records));
  assert.equal(colorOf(marks), estimatorStyle("rt").color);
  assert.equal(colorOf(marks.filter(({ estimator }) => estimator === "rt")), estimatorStyle("rt").color);
});

Deno.test("ids inside an SVG start anew under each prefix and resolve", async () => {
  const spec = {
    data: { values: [{ x: 1 }] },
    mark: { type: "point", clip: true },
    encoding: { x: { field: "x" } },
  };
  const first = await renderSpec(spec as TopLevelSpec, "one");
  const second = await renderSpec(spec as TopLevelSpec, "two");
  assert.equal(first.svg.replaceAll("one-", "two-"), second.svg);
  for (const [, id] of first.svg.matchAll(/url\(#([^)]+)\)/g)) assert.ok(first.svg.includes(`id="${id}"`));
});

Deno.test("a spec that Vega-Lite complains about is noticed", async () => {
  const spec = {
    data: { values: [{ x: 1 }] },
    mark: "point",
    encoding: { x: { field: "x", type: "quantitative", scale: { type: "log", zero: true } } },
  };
  assert.match((await renderSpec(spec as TopLevelSpec, "a")).warnings.join(), /zero/);
});

Deno.test("an SVG file of its own is legible on dark pages", () => {
  const file = standaloneSvg('<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>');
  assert.match(file, /^<svg [^>]*><style>.*prefers-color-scheme:dark.*<\/style><g\/><\/svg>\n$/);
});

Deno.test("text widths are upper estimates that grow with the text", () => {
  assert.ok(textWidth("RT per example", 12) > textWidth("RT", 12));
  assert.ok(textWidth("RT per example", 12) < 0.8 * 12 * 14);
  assert.equal(distinct([{ a: 1 }, { a: 2 }, { a: 1 }], "a").length, 2);
});

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const value = parseInt(color.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
