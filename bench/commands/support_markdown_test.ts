import assert from "node:assert/strict";
import { estimatorNames, type SupportRow, useBackend } from "../../estimators/mod.ts";
import { supportMarkdown } from "./support_markdown.ts";

await useBackend("cpu");

Deno.test("the table has a line for every registered estimator, and each reason once", () => {
  const markdown = supportMarkdown();
  for (const name of estimatorNames()) {
    assert.equal(markdown.split("\n").filter((line) => line.startsWith(`| \`${name}\` `)).length, 1, name);
  }
  assert.match(
    markdown,
    /\| `rt` +\| all families +\| all families +\| diagonal \(\w\) +\| diagonal \(\w\) +\|/,
  );
  const reasons = markdown.split("\n").filter((line) => /^\(\w\) /.test(line));
  assert.equal(new Set(reasons.map((line) => line.slice(4))).size, reasons.length);
  const marks = new Set([...markdown.matchAll(/\((\w)\)/g)].map((match) => match[1]));
  assert.equal(marks.size, reasons.length, "every mark has a reason");
});

Deno.test("what is special in Markdown is escaped", () => {
  const row: SupportRow = {
    estimator: "odd",
    label: "Odd",
    family: "diagonal",
    map: "dense weights",
    reason: "a | b and *c*",
  };
  const markdown = supportMarkdown([row]);
  assert.match(markdown, /\\\*c\\?\*/);
  assert.match(markdown, /^\(a\) a/m);
  assert.ok(supportMarkdown([{ ...row, estimator: "a|b" }]).includes("a\\|b"));
});

const [BEGIN, END] = ["<!-- support:begin -->", "<!-- support:end -->"];
const PAGE = "docs/estimators.md";

Deno.test(`the table in ${PAGE} is what the registry says`, async () => {
  const page = await Deno.readTextFile(new URL(`../../${PAGE}`, import.meta.url));
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  assert.ok(begin >= 0 && end > begin, `wanted the lines ${BEGIN} and ${END}`);
  // The formatter aligns columns and wraps lines.
  const plain = (markdown: string) => markdown.replaceAll(/\s+/g, " ").replaceAll(/:?-{2,}:?/g, "--").trim();
  assert.equal(
    plain(page.slice(begin + BEGIN.length, end)),
    plain(supportMarkdown()),
    "put the output of deno task support between the markers",
  );
});
