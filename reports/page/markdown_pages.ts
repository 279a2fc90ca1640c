/**
 * The report's two pages as Markdown: one that a code host shows well, and one for looking up.
 * @module
 */
import { plural } from "../look/format.ts";
import { type Block, link, paragraph, type ReportDocument } from "./blocks.ts";
import { documentToMarkdown } from "./to_markdown.ts";

/** Bytes of the first page. */
export const MOST_BYTES = 30_000;

/** Paths of the two pages, and of the same in HTML. */
export const MARKDOWN_PAGES = { main: "report.md", appendix: "appendix.md" } as const;
const HTML_PAGES = { "index.html": MARKDOWN_PAGES.main, "appendix.html": MARKDOWN_PAGES.appendix } as const;

/**
 * Both pages. What makes the first one longer than it may be, the largest tables first, is moved to the second one.
 *
 * @param most Bytes that the first page may have. @default 30 000
 */
export function markdownPages(
  { main, appendix }: { readonly main: ReportDocument; readonly appendix: ReportDocument },
  most: number = MOST_BYTES,
): { main: string; appendix: string } {
  const movable = movableIn(main.blocks)
    .map((block) => ({ block, size: bytesOf(documentToMarkdown({ title: "", blocks: [block] }, FOLDED)) }))
    .sort((a, b) => b.size - a.size);
  const moved = new Set<Block>();
  let text = page(main);
  while (bytesOf(text) > most && moved.size < movable.length) {
    let over = bytesOf(text) - most;
    for (const { block, size } of movable.slice(moved.size)) {
      if (over <= 0) break;
      moved.add(block);
      over -= size - LINK_BYTES;
    }
    text = page({ ...main, blocks: without(main.blocks, moved) });
  }
  const rest = movable.map(({ block }) => block).filter((block) => moved.has(block));
  const section: Block = { kind: "section", id: "moved", title: "Tables of the report", blocks: rest };
  return {
    main: text,
    appendix: page({ ...appendix, blocks: [...appendix.blocks, ...(rest.length === 0 ? [] : [section])] }),
  };
}

const FOLDED = { folds: true } as const;
/** About what a line has that says where a table is. */
const LINK_BYTES = 120;

/** A page whose links lead to Markdown; headings have other anchors there. */
function page(document: ReportDocument): string {
  return documentToMarkdown(document, FOLDED).replaceAll(
    /\]\((index|appendix)\.html(#[^)\s]*)?\)/g,
    (_, name) => `](${HTML_PAGES[`${name as "index" | "appendix"}.html`]})`,
  );
}

/** Tables and what is folded, outermost ones. */
function movableIn(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => {
    if (block.kind === "table" || block.kind === "details") return [block];
    return "blocks" in block ? movableIn(block.blocks) : [];
  });
}

/** The blocks with a line in place of each that is moved. */
function without(blocks: readonly Block[], moved: ReadonlySet<Block>): Block[] {
  return blocks.map((block): Block => {
    if (moved.has(block)) {
      return paragraph(`${titleOf(block)}: in `, link(MARKDOWN_PAGES.appendix, "the appendix"), ".");
    }
    return "blocks" in block ? { ...block, blocks: without(block.blocks, moved) } : block;
  });
}

function titleOf(block: Block): string {
  if (block.kind === "details") return block.summary;
  return block.kind === "table" ? `${block.table.caption} (${plural(block.table.rows.length, "row")})` : "";
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
