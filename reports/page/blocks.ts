/**
 * The report as a tree of plain values: what `to_html.ts`, `to_markdown.ts` and the LaTeX tables render.
 *
 * Text is text here, never markup: every renderer escapes it through its library.
 * @module
 */

/** Text, or text with one emphasis or a target. */
export type Inline =
  | string
  | { readonly kind: "strong" | "em" | "code"; readonly text: string }
  | { readonly kind: "verdict"; readonly text: string; readonly note: string }
  /** A name that a note explains where it stands; `line`, in small print below it, says the least. */
  | { readonly kind: "term"; readonly text: string; readonly note: string; readonly line?: string }
  | { readonly kind: "link"; readonly href: string; readonly text: string };

/** A run of text. */
export type Inlines = readonly Inline[];

/** A column of a table: short text, numbers aligned to the right, or prose that may wrap. */
export interface Column {
  readonly label: string;
  readonly align: "text" | "number" | "prose";
}

/** A table. `name` is its file's name and its anchor. */
export interface Table {
  /** File name and anchor. */
  readonly name: string;
  /** What the rows are. */
  readonly caption: string;
  /** One per cell of a row. */
  readonly columns: readonly Column[];
  /** One list of cells per row, as many as columns. */
  readonly rows: readonly (readonly Inline[])[];
}

/** A rendered chart with its two layouts. `name` is its files' name and its anchor. */
export interface Figure {
  /** File name and anchor. */
  readonly name: string;
  /** Heading. */
  readonly title: string;
  /** Says what to see. */
  readonly caption: string;
  /** Replaces the picture for readers who cannot see it. */
  readonly alt: string;
  /** SVG texts and Vega-Lite specifications by layout. */
  readonly wide: { readonly svg: string; readonly spec: unknown };
  /** As `wide`, for a phone. */
  readonly narrow: { readonly svg: string; readonly spec: unknown };
  /** The rows behind the picture. */
  readonly data: Table;
}

/** A part of the page. */
export type Block =
  | { readonly kind: "paragraph"; readonly content: Inlines; readonly role?: "lead" | "note" | "trial" }
  /** `badges` stand in a row. */
  | { readonly kind: "list"; readonly items: readonly Inlines[]; readonly role?: "badges" }
  /** `screen`: what the reader sees first; `beside`: blocks side by side where there is room. */
  | { readonly kind: "group"; readonly role: "screen" | "beside"; readonly blocks: readonly Block[] }
  | { readonly kind: "table"; readonly table: Table }
  /** Text as it is, in lines. */
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "figure"; readonly figure: Figure }
  | {
    readonly kind: "details";
    /** `rules` are printed open; a folded `table` is not printed. */
    readonly role?: "rules" | "table";
    readonly summary: string;
    readonly blocks: readonly Block[];
  }
  | {
    readonly kind: "section";
    readonly id: string;
    readonly title: string;
    readonly blocks: readonly Block[];
  };

/** The whole report. */
export interface ReportDocument {
  readonly title: string;
  /** What a browser's tab says. @default title */
  readonly tab?: string;
  readonly blocks: readonly Block[];
}

/** A paragraph of mixed text. */
export function paragraph(...content: Inlines): Block {
  return { kind: "paragraph", content };
}

/** Code. */
export function code(text: string): Inline {
  return { kind: "code", text };
}

/** A link; `href` is an anchor or a file of the report. */
export function link(href: string, text: string): Inline {
  return { kind: "link", href, text };
}

/** Strong text. */
export function strong(text: string): Inline {
  return { kind: "strong", text };
}

/** An inline's text without its markup. */
export function plainText(content: Inline | Inlines): string {
  if (typeof content === "string") return content;
  if (!("kind" in content)) return content.map(plainText).join("");
  return content.kind === "verdict" && content.note !== ""
    ? `${content.text} (${content.note})`
    : content.text;
}

/** Every block of a kind, in order of appearance, nested ones too. */
export function blocksOfKind<K extends Block["kind"]>(
  blocks: readonly Block[],
  kind: K,
): Extract<Block, { kind: K }>[] {
  return blocks.flatMap((block) => [
    ...(block.kind === kind ? [block as Extract<Block, { kind: K }>] : []),
    ...("blocks" in block ? blocksOfKind(block.blocks, kind) : []),
  ]);
}
