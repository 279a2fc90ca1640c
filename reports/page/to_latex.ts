/**
 * A table as LaTeX with booktabs, ready for `\input`.
 * @module
 */
import { type Inline, plainText, type Table } from "./blocks.ts";

/**
 * The table's LaTeX source; all text is escaped.
 *
 * @example
 * ```ts
 * import { tableToLatex } from "./to_latex.ts";
 *
 * const source = tableToLatex({ name: "t", caption: "50 %", columns: [{ label: "a_b", align: "text" }], rows: [] });
 * console.assert(source.includes("\\caption{50 \\%}") && source.includes("a\\_b"));
 * ```
 */
export function tableToLatex(table: Table): string {
  const row = (cells: readonly Inline[]) =>
    `    ${cells.map((cell) => escape(plainText(cell))).join(" & ")} \\\\`;
  return [
    "% Needs \\usepackage{booktabs}.",
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${escape(table.caption)}}`,
    `  \\label{tab:${table.name}}`,
    `  \\begin{tabular}{${table.columns.map(({ align }) => (align === "number" ? "r" : "l")).join("")}}`,
    "    \\toprule",
    row(table.columns.map(({ label }) => label)),
    "    \\midrule",
    ...table.rows.map(row),
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}

const REPLACEMENTS: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "&": "\\&",
  "%": "\\%",
  "$": "\\$",
  "#": "\\#",
  "_": "\\_",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "$<$",
  ">": "$>$",
  "|": "$|$",
  "−": "$-$",
  "×": "$\\times$",
  "±": "$\\pm$",
  "≤": "$\\le$",
  "≥": "$\\ge$",
  "∞": "$\\infty$",
  "²": "$^2$",
  "–": "--",
  "\u00a0": "~",
  "\n": " ",
};

function escape(text: string): string {
  return Array.from(text, (char) => REPLACEMENTS[char] ?? char).join("");
}
