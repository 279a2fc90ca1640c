import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { renderSpec, standaloneSvg } from "./render.ts";
import { textWidth } from "./text_width.ts";
import { distinct } from "./theme.ts";

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
  assert.doesNotMatch(file, /#[0-9a-f]{6}"\]/, "no rule for a colour that it does not have");
  const coloured = standaloneSvg('<svg xmlns="http://www.w3.org/2000/svg"><path fill="#0072b2"/></svg>');
  assert.deepEqual(coloured.match(/\[fill="#\w+"\]\{fill:#\w+\}/g), ['[fill="#0072b2"]{fill:#4aa3df}']);
});

Deno.test("a drawing has no roles of its own, no digits that nobody sees, and its text as it is", async () => {
  const spec = {
    data: { values: [{ x: "role=1.23456" }] },
    mark: "text",
    encoding: { text: { field: "x" } },
  };
  const { svg } = await renderSpec(spec as TopLevelSpec, "a");
  assert.doesNotMatch(svg, / role=| aria-/);
  assert.match(svg, />role=1\.23456</);
});

Deno.test("text widths are upper estimates that grow with the text", () => {
  assert.ok(textWidth("RT per example", 12) > textWidth("RT", 12));
  assert.ok(textWidth("RT per example", 12) < 0.8 * 12 * 14);
  assert.equal(distinct([{ a: 1 }, { a: 2 }, { a: 1 }], "a").length, 2);
});
