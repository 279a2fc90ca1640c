import assert from "node:assert/strict";
import type { BuiltReport } from "./build.ts";
import { checkReport } from "./check.ts";
import { documentToPage } from "./page/page.ts";

const page = documentToPage({
  title: "A page",
  blocks: [{ kind: "section", id: "one", title: "One", blocks: [] }],
}, ["globalThis.x = 1;"]);

function problems(html: string, files: Record<string, string> = {}): string[] {
  const report: BuiltReport = {
    changes: [],
    files: new Map(Object.entries({ "index.html": html, ...files })),
    bytes: new Map(),
    figures: [],
  };
  return checkReport(report);
}

Deno.test("a small page has no problem, nor has one with an address to follow or with a link into another page", () => {
  assert.deepEqual(problems(page), []);
  const linked = page.replace("#one", "b.html#one").replace(
    "</main>",
    '<a href="https://x.org/a">a</a></main>',
  );
  assert.deepEqual(problems(linked, { "b.html": page }), []);
});

Deno.test.each<[string, (html: string) => string, RegExp]>([
  ["a link to nowhere", (html) => html.replace("#one", "#two"), /#two leads nowhere/],
  [
    "a link to nowhere in another page",
    (html) => html.replace("#one", "b.html#two"),
    /b\.html#two leads nowhere/,
  ],
  ["a file that is not there", (html) => html.replace("#one", "data/none.csv"), /none\.csv leads nowhere/],
  [
    "an outside script",
    (html) => html.replace("<script>", '<script src="https://x.org/a.js"></script><script>'),
    /x\.org/,
  ],
  [
    "an outside picture",
    (html) => html.replace("</main>", '<img src="https://x.org/a.png"></main>'),
    /a\.png leads nowhere/,
  ],
  [
    "an outside font",
    (html) => html.replace("<style>", "<style>@import url(https://x.org/f.css);"),
    /loads a resource/,
  ],
  [
    "an id that is used twice",
    (html) => html.replace("</main>", '<p id="one"></p></main>'),
    /id one appears twice/,
  ],
  [
    "a changed script",
    (html) => html.replace("globalThis.x = 1", "globalThis.x = 2"),
    /policy blocks a script/,
  ],
  ["a changed style", (html) => html.replace("<style>", "<style> "), /policy blocks a style/],
  ["an inline style", (html) => html.replace("<main", '<main style="color:red"'), /inline style or handler/],
  ["an inline handler", (html) => html.replace("<main", '<main onclick="x()"'), /inline style or handler/],
  [
    "an unsafe policy",
    (html) => html.replace("script-src", "script-src &#x27;unsafe-eval&#x27;"),
    /too wide/,
  ],
  ["no policy", (html) => html.replace(/<meta http-equiv[^>]*>/, ""), /has no Content-Security-Policy/],
])("%s is found", (_name, damage, message) => {
  const damaged = damage(page);
  assert.notEqual(damaged, page, "the test damaged nothing");
  assert.match(problems(damaged).join("\n"), message);
});

Deno.test("a Markdown picture without its file is found", () => {
  assert.match(
    problems(page, { "report.md": "![a](charts/none.svg)" }).join(),
    /charts\/none\.svg leads nowhere/,
  );
  assert.deepEqual(problems(page, { "report.md": "![a](charts/a.svg)", "charts/a.svg": "<svg/>" }), []);
});

const SPEC = {
  data: { values: [{ a: 1 }] },
  mark: "bar",
  encoding: { x: { field: "a", type: "quantitative", scale: { type: "log" } } },
};

Deno.test.each<[string, object, readonly string[], RegExp | undefined]>([
  ["a good chart", SPEC, [], undefined],
  ["a warning of the compiler", SPEC, ["odd scale"], /^chart f: odd scale$/],
  ["data that are not inline", { ...SPEC, data: { url: "x.csv" } }, [], /^chart f: its data are not inline$/],
  ["an unknown mark", { ...SPEC, mark: "bra" }, [], /^chart f: \/mark must be /],
  [
    "an unknown scale",
    { ...SPEC, encoding: { x: { field: "a", type: "quantitative", scale: { type: "lg" } } } },
    [],
    /^chart f: \/encoding\/x\/scale\/type must be /,
  ],
  ["an unknown property", { ...SPEC, titel: "T" }, [], /^chart f: \/ must NOT have additional properties/],
])("%s: what a check says", (_name, spec, warnings, problem) => {
  const figure = { name: "f", warnings, wide: { spec }, narrow: { spec: SPEC } };
  const report = { files: new Map([["index.html", page]]), figures: [figure] } as unknown as BuiltReport;
  const found = checkReport(report);
  assert.equal(found.length, problem === undefined ? 0 : 1, found.join("; "));
  if (problem !== undefined) assert.match(found[0] ?? "", problem);
});
