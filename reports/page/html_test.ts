import assert from "node:assert/strict";
import { toHtml } from "hast-util-to-html";
import { type Block, blocksOfKind, paragraph, plainText, type Table } from "./blocks.ts";
import { readScripts } from "./libraries.ts";
import { documentToPage, sourceHash } from "./page.ts";
import { tableToHtml } from "./html_table.ts";
import { blockToHtml } from "./to_html.ts";
import { documentToMarkdown } from "./to_markdown.ts";

const table: Table = {
  name: "t",
  caption: "A | caption",
  columns: [{ label: "name", align: "text" }, { label: "value", align: "number" }],
  rows: [["a|b", "1"], [{ kind: "code", text: "x_y" }, "<2>"]],
};
const blocks: Block[] = [
  {
    kind: "section",
    id: "s",
    title: "A *title*",
    blocks: [
      paragraph("see ", { kind: "link", href: "#s", text: "here" }, " & ", { kind: "strong", text: "there" }),
      { kind: "list", items: [["one"], ["two"]] },
      { kind: "details", role: "rules", summary: "More", blocks: [{ kind: "table", table }] },
    ],
  },
];

Deno.test("Markdown: headings, lists, tables with escaped pipes", () => {
  assert.equal(
    documentToMarkdown({ title: "T", blocks }),
    [
      "# T",
      "## A \\*title\\*",
      "see [here](#s) & **there**",
      "- one\n- two",
      "**More**",
      "**A | caption**",
      "| name | value |\n| :- | -: |\n| a\\|b | 1 |\n| `x_y` | <2> |\n",
    ].join("\n\n"),
  );
});

Deno.test("Markdown: white space at the ends of emphasis stands outside it, without references", () => {
  const content = [{ kind: "strong" as const, text: "step 100: " }, "variance"];
  const text = documentToMarkdown({ title: "T", blocks: [{ kind: "paragraph", content }] });
  assert.equal(text, "# T\n\n**step 100:** variance\n");
});

Deno.test("HTML: sections are labelled, tables scroll in a region that the keyboard reaches", () => {
  const html = toHtml({ type: "root", children: blocks.flatMap((block) => blockToHtml(block)) });
  assert.match(html, /<section id="s" aria-labelledby="s-title"><h2 id="s-title">A \*title\*<\/h2>/);
  assert.match(
    html,
    /<details class="rules"><summary>More<\/summary><div class="scroll fits" tabindex="0" role="region"/,
  );
  assert.match(html, /see <a href="#s">here<\/a> &#x26; <strong>there<\/strong>/);
});

Deno.test("HTML: the first cell of a row is its header, numbers align right, text is escaped", () => {
  const html = toHtml(tableToHtml(table, "t"));
  assert.match(html, /<th scope="row" class="text">a\|b<\/th><td class="number">1<\/td>/);
  assert.match(html, /<td class="number">&#x3C;2><\/td>/);
});

Deno.test("HTML: cells of a prose table name their column and their role, escaped; numbers do not", () => {
  const columns = [{ label: "claim", align: "prose" }, { label: '"><b>', align: "text" }] as const;
  const html = toHtml(tableToHtml({ name: "p", caption: "c", columns, rows: [["a", "b"]] }, "p"));
  assert.match(html, /<div class="scroll cards"/);
  assert.match(html, /<th scope="row" role="rowheader" class="prose" data-label="claim">a<\/th>/);
  assert.match(html, /<td role="cell" class="text" data-label="&#x22;><b>">b<\/td>/);
  assert.match(
    html,
    /<table id="p" role="table">.*<thead role="rowgroup"><tr role="row"><th scope="col" role=/,
  );
  assert.doesNotMatch(toHtml(tableToHtml(table, "t")), /data-label|role="(table|row|cell)"/);
});

Deno.test.each<[number, string]>([[6, "scroll fits"], [8, "scroll dense fits"], [14, "scroll dense"]])(
  "HTML: %s columns of intervals are shown as “%s”",
  (count, className) => {
    const columns = Array.from({ length: count }, () => ({ label: "value", align: "number" as const }));
    const rows = [columns.map(() => "0.12 [0.11, 0.13]")];
    const html = toHtml(tableToHtml({ name: "w", caption: "c", columns, rows }, "w"));
    assert.ok(html.startsWith(`<div class="${className}"`), html.slice(0, 60));
  },
);

Deno.test("HTML: a folded table says that paper has it not, rules do not; both contents list sections and other pages", () => {
  const folded: Block = { kind: "details", role: "table", summary: "T (1 row)", blocks: [] };
  const html = toHtml({ type: "root", children: blockToHtml(folded) });
  assert.match(html, /^<details class="table"><summary>T \(1 row\) <span class="unprinted">\(folded, so not/);
  const section: Block = { kind: "section", id: "s", title: "A *title*", blocks: [] };
  const page = documentToPage({ title: "T", blocks: [section] }, [], [{ href: "b.html", title: "B" }]);
  for (const place of ["aside", "menu"]) {
    const nav = new RegExp(`<nav class="${place}".*?</nav>`).exec(page)?.[0] ?? "";
    assert.match(nav, /<li><a href="#s">A \*title\*<\/a><\/li><li><a href="b\.html">B<\/a><\/li>/);
  }
});

Deno.test("HTML: a term is explained where it stands; groups, badges and code keep their place", () => {
  const blocks: Block[] = [{
    kind: "group",
    role: "beside",
    blocks: [
      { kind: "list", role: "badges", items: [["a & b"]] },
      { kind: "code", text: "x < y" },
      paragraph({ kind: "term", text: "mlp", note: 'a "net"', line: "small" }),
    ],
  }];
  const html = toHtml({ type: "root", children: blocks.flatMap((block) => blockToHtml(block)) });
  assert.match(
    html,
    /^<div class="beside"><ul class="badges"><li>a &#x26; b<\/li><\/ul><pre tabindex="0"><code>x &#x3C; y/,
  );
  assert.match(html, /<abbr title="a &#x22;net&#x22;">mlp<\/abbr> <small>small<\/small>/);
  assert.equal(documentToMarkdown({ title: "T", blocks }), "# T\n\n- a & b\n\n```\nx < y\n```\n\nmlp\n");
});

Deno.test("the page's policy lists its scripts and its style by hash, in order, and nothing unsafe", () => {
  const page = documentToPage({ title: "T", blocks }, ["one();", "two();"]);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#x27;", "'") ??
    "";
  assert.ok(policy.includes(`script-src ${sourceHash("one();")} ${sourceHash("two();")};`), policy);
  assert.doesNotMatch(policy, /unsafe|http|\*/);
  assert.match(page, /^<!doctype html><html lang="en">/);
});

Deno.test("scripts can be inlined and evaluate nothing that the policy forbids at load", async () => {
  const scripts = await readScripts();
  assert.equal(scripts.length, 5); // Vega's three, charts, tables
  for (const script of scripts) assert.doesNotMatch(script, /<\/script|<!--|\r|sourceMappingURL/i);
});

Deno.test("blocks are found at any depth; text loses its markup", () => {
  assert.equal(blocksOfKind(blocks, "table").length, 1);
  assert.equal(plainText(["a ", { kind: "code", text: "b" }]), "a b");
});
