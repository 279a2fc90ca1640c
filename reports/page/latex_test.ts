import assert from "node:assert/strict";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { reportTables } from "../document/document.ts";
import { escapeLatex, LATEX_PACKAGES } from "./latex_text.ts";
import { tableToLatex } from "./to_latex.ts";
import type { Table } from "./blocks.ts";

/** Whether pdfLaTeX with the packages is there and may be run. */
const hasLatex = (() => {
  const [latex, finds] = ["pdflatex", "kpsewhich"];
  if (
    [latex, finds].some((command) =>
      Deno.permissions.querySync({ name: "run", command: command! }).state !== "granted"
    )
  ) return false;
  try {
    const files = LATEX_PACKAGES.map((name) => `${name}.sty`);
    return new Deno.Command("kpsewhich", { args: files, stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false; // not installed
  }
})();

/** Complaints of LaTeX about tables in an article: errors, letters that are missing, lines that are too wide. */
async function complaints(tables: readonly Table[]): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const source = [
      "\\documentclass{article}",
      `\\usepackage{${LATEX_PACKAGES.join(",")}}`,
      "\\begin{document}",
      ...tables.flatMap((table) => [`\\typeout{table ${table.name}}`, tableToLatex(table), "\\clearpage"]),
      "\\end{document}",
    ].join("\n");
    await Deno.writeTextFile(`${folder}/all.tex`, source);
    const args = ["-interaction=nonstopmode", "-no-shell-escape", "all.tex"];
    await new Deno.Command("pdflatex", { args, cwd: folder, stdout: "null", stderr: "null" }).output();
    const log = new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/all.log`));
    const found = log.split("\n").filter((line) =>
      /^!|^Missing character|^table /.test(line) ||
      Number(/^Overfull \\hbox \(([\d.]+)pt/.exec(line)?.[1] ?? 0) > 1
    );
    if (!/Output written on all\.pdf/.test(log)) found.push("no pages");
    const names = new Set(tables.map(({ name }) => `table ${name}`));
    return found.filter((line, i) =>
      !names.has(line) || (found[i + 1] !== undefined && !names.has(found[i + 1]!))
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const text = (name: string, label: string, ...cells: string[]): Table => ({
  name,
  caption: label,
  columns: [{ label, align: "text" }],
  rows: cells.map((cell) => [cell]),
});

Deno.test(
  `every table of the report fits the width of a page${
    hasLatex ? "" : " (not tried: no pdflatex with array, booktabs and longtable)"
  }`,
  { ignore: !hasLatex },
  async () => {
    const tables = reportTables(fixtureRecords({ pairs: 4 }));
    assert.ok(tables.length > 15);
    assert.deepEqual(await complaints(tables), []);
  },
);

Deno.test(
  `LaTeX reads no text as a command, and prints every letter${hasLatex ? "" : " (not tried: no pdflatex)"}`,
  {
    ignore: !hasLatex,
  },
  async () => {
    const evil = '<script>alert("x")</script><!-- | ]]> & $_{} \\ # ~ ^ % \n [0, 1] ‖ε*‖ ≤ 2⁻¹² ½ “é” 中 𝛔 Ж';
    const codes = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
    assert.deepEqual(await complaints([text("evil", evil, evil, codes, "[1] first in its row")]), []);
    const wide = text("wide", "a", "W".repeat(120));
    assert.match(
      (await complaints([wide])).join("\n"),
      /^table wide\nOverfull/,
      "a word without an end is seen",
    );
  },
);

Deno.test("an exponent is one, and what no font has is a code point", () => {
  assert.equal(escapeLatex("2.4 × 10⁻⁵ σ 中"), "2.4 $\\times$ 10$^{-5}$ $\\sigma$ U+4E2D");
});

Deno.test("columns share the line, the one with more to say has more of it", () => {
  const source = tableToLatex({
    name: "t",
    caption: "c",
    columns: [{ label: "a", align: "number" }, { label: "b", align: "prose" }],
    rows: [["1", "a claim of many words that has to wrap".repeat(3)]],
  });
  const shares = [...source.matchAll(/p\{\\dimexpr ([\d.]+)/g)].map(([, share]) => Number(share));
  assert.ok(shares.length === 2 && Math.abs(shares[0]! + shares[1]! - 1) < 1e-3);
  assert.ok(shares[1]! > 3 * shares[0]!);
  assert.match(source, /raggedleft[\s\S]*raggedright/);
});
