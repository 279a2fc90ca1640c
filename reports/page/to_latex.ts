/**
 * A table as LaTeX, ready for `\input`: a longtable as wide as a line, whose columns share the width by what they hold.
 * @module
 */
import { textWidth } from "../look/text_width.ts";
import { escapeLatex, LATEX_PACKAGES } from "./latex_text.ts";
import { plainText, type Table } from "./blocks.ts";

/** How small letters are. */
interface Size {
  readonly name: string;
  /** Points of an em of {@linkcode textWidth}'s: small letters are wide for their size. */
  readonly em: number;
  /** Points between text and an end of its column. */
  readonly padding: number;
}

/** The first that has room is taken. */
const SIZES: readonly [Size, ...Size[]] = [
  { name: "small", em: 7.9, padding: 4 },
  { name: "footnotesize", em: 7.2, padding: 3 },
  { name: "scriptsize", em: 7, padding: 3 },
  { name: "tiny", em: 6, padding: 1.5 },
];
const SMALLEST = SIZES[SIZES.length - 1] as Size;
/** Points of a line of article.cls, whose lines are the shortest of the usual classes with one column. */
const LINE = 345;
/** Ems above which a column wraps rather than asks for more. */
const MOST = 16;

/**
 * The table's LaTeX source; all text is escaped.
 *
 * @example
 * ```ts
 * import { tableToLatex } from "./to_latex.ts";
 *
 * const source = tableToLatex({ name: "t", caption: "50 %", columns: [{ label: "a_b", align: "text" }], rows: [] });
 * console.assert(source.includes("\\caption{50 \\%}") && source.includes("a\\_"));
 * ```
 */
export function tableToLatex(table: Table): string {
  const { name, caption, columns } = table;
  const texts = [
    columns.map(({ label }) => label),
    ...table.rows.map((own) => own.map((cell) => plainText(cell))),
  ];
  const { size, shares, breaks } = layoutOf(texts);
  const [head = "", ...rows] = texts.map((cells) =>
    `  ${cells.map((cell) => escapeLatex(breaks ? cell.replaceAll(GLUE, " ") : cell)).join(" & ")} \\\\`
  );
  const specification = columns.map(({ align }, i) =>
    `>{\\${align === "number" ? "raggedleft" : "raggedright"}\\arraybackslash\\hspace{0pt}}` +
    `p{\\dimexpr ${shares[i]!.toFixed(4)}\\linewidth-2\\tabcolsep\\relax}`
  );
  return [
    `% Needs \\usepackage{${LATEX_PACKAGES.join(",")}}.`,
    "\\begingroup",
    `\\${size.name}\\setlength{\\tabcolsep}{${size.padding}pt}\\setlength{\\LTcapwidth}{\\linewidth}\\sloppy`,
    "\\begin{longtable}{%",
    ...specification.map((own) => `  ${own}%`),
    "  }",
    `  \\caption{${escapeLatex(caption)}}\\label{tab:${name}}\\tabularnewline`,
    "  \\toprule",
    head,
    "  \\midrule",
    "  \\endfirsthead",
    "  \\toprule",
    head,
    "  \\midrule",
    "  \\endhead",
    "  \\bottomrule",
    "  \\endfoot",
    ...rows,
    "\\end{longtable}",
    "\\endgroup",
    "",
  ].join("\n");
}

/** A space at which a line does not break while there is room. */
const GLUE = "\u00a0";

/**
 * Letters as large as leave every word whole, and each column's share of the line; `breaks` where even the smallest
 * have no room for intervals on one line.
 */
function layoutOf(
  rows: readonly (readonly string[])[],
): { size: Size; shares: readonly number[]; breaks: boolean } {
  const columns = rows[0]!.map((_, i) => rows.map((cells) => cells[i] ?? ""));
  const room = ({ em, padding }: Size) => (LINE - 2 * padding * columns.length) / em;
  const glued = columns.map((cells) => needOf(cells, /[ \n]+/));
  const breaks = total(glued.map(({ word }) => word)) > room(SMALLEST);
  const needs = breaks ? columns.map((cells) => needOf(cells, /[ \n\u00a0]+/)) : glued;
  const least = total(needs.map(({ word }) => word));
  const wanted = total(needs.map(({ line }) => line));
  const size = SIZES.find((own) => wanted <= room(own)) ??
    SIZES.slice(1).find((own) => least + ENOUGH * (wanted - least) <= room(own)) ?? SMALLEST;
  const spare = Math.max(0, room(size) - least);
  const part = ({ word, line }: typeof needs[number]) =>
    wanted === least ? 1 / needs.length : (line - word) / (wanted - least);
  const widths = needs.map((need) => (need.word + spare * part(need)) * size.em + 2 * size.padding);
  return { size, shares: widths.map((width) => width / total(widths)), breaks };
}

/** Of what cells want beyond their longest words, the part for which letters are made smaller. */
const ENOUGH = 0.3;

/** Ems that a column needs: for its longest word, and for its longest cell. */
function needOf(cells: readonly string[], spaces: RegExp): { word: number; line: number } {
  const width = (text: string) => textWidth(text, 1);
  const word = Math.max(1, ...cells.flatMap((cell) => cell.split(spaces)).map(width));
  return { word, line: Math.max(word, Math.min(MOST, Math.max(...cells.map(width)))) };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
