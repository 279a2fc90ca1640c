/**
 * The table of estimators, families and maps as Markdown.
 * @module
 */
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { toMarkdown } from "mdast-util-to-markdown";
import { SUPPORT_FAMILIES, SUPPORT_MAPS, type SupportRow, supportRows } from "../../estimators/mod.ts";

type Node = Parameters<typeof toMarkdown>[0];
type Root = Extract<Node, { type: "root" }>;
type Paragraph = Extract<Node, { type: "paragraph" }>;
type TableCell = Extract<Node, { type: "tableCell" }>;
type Inline = Extract<Node, { type: "text" | "inlineCode" }>;

/**
 * One line per estimator, one column per map, the supported families in each cell; below it the reasons.
 *
 * Needs an active backend, for sites are made to ask about.
 *
 * @param rows @default every registered estimator at every family and map
 * @example
 * ```ts
 * import { useBackend } from "../../estimators/mod.ts";
 * import { supportMarkdown } from "./support_markdown.ts";
 * await useBackend("cpu");
 * console.assert(supportMarkdown().includes("| `r2g2`"));
 * ```
 */
export function supportMarkdown(rows: readonly SupportRow[] = supportRows()): string {
  const reasons = [...new Set(rows.flatMap(({ reason }) => reason === undefined ? [] : [reason]))];
  const estimators = [...new Set(rows.map(({ estimator }) => estimator))];
  const line = (estimator: string) => [
    cell({ type: "inlineCode", value: estimator }),
    ...SUPPORT_MAPS.map((map) => {
      const own = rows.filter((row) => row.estimator === estimator && row.map === map);
      return cell(text(familiesOf(own, reasons)));
    }),
  ];
  const root: Root = {
    type: "root",
    children: [
      {
        type: "table",
        children: [
          { type: "tableRow", children: ["estimator", ...SUPPORT_MAPS].map((name) => cell(text(name))) },
          ...estimators.map((estimator) => ({ type: "tableRow" as const, children: line(estimator) })),
        ],
      },
      ...reasons.map((reason, i): Paragraph => ({
        type: "paragraph",
        children: [text(`(${markOf(i)}) ${reason}.`)],
      })),
    ],
  };
  return toMarkdown(root, { extensions: [gfmTableToMarkdown()] });
}

/** The supported families, then the marks of the others' reasons: `diagonal (a)`. */
function familiesOf(rows: readonly SupportRow[], reasons: readonly string[]): string {
  const supported = rows.filter(({ reason }) => reason === undefined).map(({ family }) => family);
  const marks = [
    ...new Set(rows.flatMap(({ reason }) => reason === undefined ? [] : [reasons.indexOf(reason)])),
  ];
  const names = supported.length === SUPPORT_FAMILIES.length ? "all families" : supported.join(", ");
  const why = marks.sort((a, b) => a - b).map((mark) => `(${markOf(mark)})`).join(" ");
  return [names === "" ? "none" : names, why].filter((part) => part !== "").join(" ");
}

/** a, b, … */
function markOf(index: number): string {
  return String.fromCharCode("a".charCodeAt(0) + index);
}

function text(value: string): Inline {
  return { type: "text", value };
}

function cell(content: Inline): TableCell {
  return { type: "tableCell", children: [content] };
}
