import assert from "node:assert/strict";
import { type Block, link, paragraph, type Table } from "./blocks.ts";
import { markdownPages, MOST_BYTES } from "./markdown_pages.ts";
import { documentToMarkdown } from "./to_markdown.ts";

const table = (name: string, rows: number): Block => ({
  kind: "table",
  table: {
    name,
    caption: `Table ${name}`,
    columns: [{ label: "row", align: "number" }],
    rows: Array.from({ length: rows }, (_, i) => [`${name} ${i}`]),
  } satisfies Table,
});
const section = (...blocks: Block[]): Block => ({ kind: "section", id: "s", title: "Section", blocks });
const size = (text: string) => new TextEncoder().encode(text).length;

Deno.test("what is folded is folded on a code host, its title is no markup, and Markdown inside is Markdown", () => {
  const details: Block = { kind: "details", summary: "a < b & <script>", blocks: [table("t", 1)] };
  const text = documentToMarkdown({ title: "T", blocks: [details] }, { folds: true });
  assert.match(
    text,
    /\n<details>\n<summary>a &lt; b &amp; &lt;script&gt;<\/summary>\n\n\*\*Table t\*\*\n\n\| row \|/,
  );
  assert.match(text, /\n\n<\/details>\n/);
  assert.doesNotMatch(documentToMarkdown({ title: "T", blocks: [details] }), /<details>/);
});

Deno.test("the largest tables leave the first page until it is short enough, and each says where it is", () => {
  const main = {
    title: "M",
    blocks: [section(paragraph("Answer."), table("large", 5000), table("small", 20)), table("mid", 900)],
  };
  const pages = markdownPages({ main, appendix: { title: "A", blocks: [paragraph("Details.")] } }, 6000);
  assert.ok(size(pages.main) <= 6000 && size(documentToMarkdown(main)) > 60_000);
  assert.match(
    pages.main,
    /Answer\.\n\nTable large \(5000 rows\): in \[the appendix\]\(appendix\.md\)\.\n\n\*\*Table small\*\*/,
  );
  assert.doesNotMatch(pages.main, /mid 1/);
  assert.match(pages.appendix, /^# A\n\nDetails\.\n\n## Tables of the report\n\n\*\*Table large\*\*/);
  for (const name of ["large 4999", "mid 899"]) assert.ok(pages.appendix.includes(name), name);
  assert.ok(!pages.appendix.includes("small 1"));
});

Deno.test("a short report stays as it is, and its links lead to the pages in Markdown", () => {
  const main = {
    title: "M",
    blocks: [paragraph(link("appendix.html#x", "more"), link("data/a.csv", "data")), table("t", 3)],
  };
  const pages = markdownPages({
    main,
    appendix: { title: "A", blocks: [paragraph(link("index.html", "back"))] },
  });
  assert.ok(size(pages.main) < MOST_BYTES);
  assert.match(pages.main, /\[more\]\(appendix\.md\)\[data\]\(data\/a\.csv\)[\s\S]*t 2/);
  assert.match(pages.appendix, /\[back\]\(report\.md\)\n$/);
});
