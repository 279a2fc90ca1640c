/**
 * The document as GitHub-flavoured Markdown; mdast-util-to-markdown does all the escaping.
 * @module
 */
import { gfmTableToMarkdown } from "mdast-util-gfm-table";
import { toMarkdown } from "mdast-util-to-markdown";
import {
  type Block,
  type Figure,
  type Inline,
  type Inlines,
  type ReportDocument,
  strong,
  type Table,
} from "./blocks.ts";

type Node = Parameters<typeof toMarkdown>[0];
type Root = Extract<Node, { type: "root" }>;
type PhrasingContent = Extract<Node, { type: "paragraph" }>["children"][number];
/** What may stand at the top level and in a list item alike. */
type Part = Root["children"][number] & Extract<Node, { type: "blockquote" }>["children"][number];

/**
 * The report as Markdown. Figures refer to `charts/NAME.svg` beside the file.
 *
 * @example
 * ```ts
 * import { documentToMarkdown } from "./to_markdown.ts";
 *
 * const text = documentToMarkdown({ title: "A *title*", blocks: [] });
 * console.assert(text === "# A \\*title\\*\n");
 * ```
 */
export function documentToMarkdown(document: ReportDocument, options: MarkdownOptions = {}): string {
  return `${render([heading(1, document.title)])}${
    document.blocks.length === 0 ? "" : `\n${blocksToMarkdown(document.blocks, besideThePage, options)}\n`
  }`;
}

/** How blocks become Markdown. */
export interface MarkdownOptions {
  /** Whether `details` are folded, as code hosts show them. @default false */
  readonly folds?: boolean;
}

/** Blocks as Markdown, for a page that has other things around them; `figurePath` says where figures are. */
export function blocksToMarkdown(
  blocks: readonly Block[],
  figurePath: (name: string) => string = besideThePage,
  { folds = false }: MarkdownOptions = {},
): string {
  return render(blocks.flatMap((block) => renderBlock(block, { depth: 2, figurePath, folds }))).trim();
}

function render(children: Root["children"]): string {
  return toMarkdown({ type: "root", children }, {
    bullet: "-",
    extensions: [gfmTableToMarkdown({ tablePipeAlign: false })],
  });
}

function besideThePage(name: string): string {
  return `charts/${name}.svg`;
}

interface Place {
  readonly depth: 2 | 3 | 4;
  readonly figurePath: (name: string) => string;
  readonly folds: boolean;
}

function renderBlock(block: Block, place: Place): Part[] {
  switch (block.kind) {
    case "paragraph":
      return [{ type: "paragraph", children: inlines(block.content) }];
    case "list":
      return [{
        type: "list",
        spread: false,
        children: block.items.map((item) => ({
          type: "listItem",
          children: [{ type: "paragraph", children: inlines(item) }],
        })),
      }];
    case "code":
      return [{ type: "code", value: block.text }];
    case "group":
      return block.blocks.flatMap((inner) => renderBlock(inner, place));
    case "table":
      return renderTable(block.table);
    case "figure":
      return renderFigure(block.figure, place.figurePath(block.figure.name));
    case "details":
      if (place.folds) {
        return folded(
          block.summary,
          block.blocks.flatMap((inner) => renderBlock(inner, place)),
        );
      }
      return [
        { type: "paragraph", children: [{ type: "strong", children: [text(block.summary)] }] },
        ...block.blocks.flatMap((inner) => renderBlock(inner, place)),
      ];
    case "section": {
      const inner = { ...place, depth: Math.min(place.depth + 1, 4) as 3 | 4 };
      return [heading(place.depth, block.title), ...block.blocks.flatMap((part) => renderBlock(part, inner))];
    }
  }
}

/** Parts that a code host folds away; its title is all that stands outside of Markdown. */
function folded(summary: string, parts: readonly Part[]): Part[] {
  const title = summary.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    "\n",
    " ",
  );
  return [
    { type: "html", value: `<details>\n<summary>${title}</summary>` },
    ...parts,
    { type: "html", value: "</details>" },
  ];
}

function renderTable(table: Table): Part[] {
  const row = (cells: readonly Inline[]) => ({
    type: "tableRow" as const,
    children: cells.map((cell) => ({ type: "tableCell" as const, children: inlines([cell]) })),
  });
  return [
    { type: "paragraph", children: [{ type: "strong", children: [text(table.caption)] }] },
    {
      type: "table",
      align: table.columns.map(({ align }) => (align === "number" ? "right" : "left")),
      children: [row(table.columns.map(({ label }) => label)), ...table.rows.map(row)],
    },
  ];
}

function renderFigure(figure: Figure, url: string): Part[] {
  return [
    { type: "paragraph", children: [{ type: "image", url, alt: figure.alt }] },
    {
      type: "paragraph",
      children: [{ type: "strong", children: [text(figure.title)] }, text(`. ${figure.caption}`)],
    },
  ];
}

function heading(depth: 1 | 2 | 3 | 4, title: string): Part {
  return { type: "heading", depth, children: [text(title)] };
}

function inlines(content: Inlines): PhrasingContent[] {
  return content.flatMap(apart).map((part): PhrasingContent => {
    if (typeof part === "string") return text(part);
    switch (part.kind) {
      case "code":
        return { type: "inlineCode", value: part.text };
      case "link":
        return { type: "link", url: part.href, children: [text(part.text)] };
      case "term":
        return text(part.text);
      case "em":
        return { type: "emphasis", children: [text(part.text)] };
      default:
        return { type: "strong", children: [text(part.text)] };
    }
  });
}

/** Emphasis without white space at its ends, where Markdown would need character references. */
function apart(part: Inline): Inlines {
  if (typeof part !== "string" && part.kind === "verdict") {
    return [strong(part.text), ...(part.note === "" ? [] : [` (${part.note})`])];
  }
  if (typeof part === "string" || part.kind === "code" || part.kind === "link") return [part];
  const [, before = "", inner = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(part.text) ?? [];
  return [before, inner === "" ? "" : { ...part, text: inner }, after].filter((piece) => piece !== "");
}

function text(value: string): PhrasingContent {
  return { type: "text", value };
}
