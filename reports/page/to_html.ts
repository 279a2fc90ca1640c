/**
 * The document as HTML elements; hastscript makes them and hast-util-to-html does all the escaping.
 *
 * The only markup that passes unescaped is the SVG of the charts, which Vega wrote and escaped.
 * @module
 */
import { h } from "hastscript";
import type { Block, Figure } from "./blocks.ts";
import { type Element, type ElementContent, inlines } from "./inlines.ts";
import { tableToHtml } from "./html_table.ts";

/** A block's elements; `depth` is the level of a section's heading. */
export function blockToHtml(block: Block, depth = 2): ElementContent[] {
  switch (block.kind) {
    case "paragraph":
      return [h("p", roleOf(block), inlines(block.content))];
    case "list":
      return [h("ul", roleOf(block), block.items.map((item) => h("li", inlines(item))))];
    case "code":
      return [h("pre", { tabIndex: 0 }, h("code", block.text))];
    case "group":
      return [
        h("div", { className: [block.role] }, block.blocks.flatMap((inner) => blockToHtml(inner, depth))),
      ];
    case "table":
      return [tableToHtml(block.table, `table-${block.table.name}`)];
    case "figure":
      return [figureToHtml(block.figure)];
    case "details":
      return [
        h(
          "details",
          roleOf(block),
          h(
            "summary",
            block.summary,
            block.role === "table" ? [" ", h("span", { className: ["unprinted"] }, UNPRINTED)] : [],
          ),
          block.blocks.flatMap((b) => blockToHtml(b, depth)),
        ),
      ];
    case "section":
      return [
        h(
          "section",
          { id: block.id, ariaLabelledBy: `${block.id}-title` },
          h(`h${Math.min(depth, 6)}`, { id: `${block.id}-title` }, block.title),
          block.blocks.flatMap((inner) => blockToHtml(inner, depth + 1)),
        ),
      ];
  }
}

/** Paper shows what is open; report.md has it all. */
const UNPRINTED = "(folded, so not printed; see report.md)";

function roleOf({ role }: { role?: string }): { className?: string[] } {
  return role === undefined ? {} : { className: [role] };
}

function figureToHtml(figure: Figure): Element {
  const id = `figure-${figure.name}`;
  const files = ["svg", "vl.json", "csv"].map((type) =>
    h(
      "a",
      { href: `charts/${figure.name}.${type}` },
      { svg: "SVG", "vl.json": "Vega-Lite", csv: "CSV" }[type],
    )
  );
  return h(
    "figure",
    { id },
    h(
      "div",
      { className: ["chart"], dataChart: figure.name },
      picture("wide", figure),
      picture("narrow", figure),
    ),
    h("figcaption", h("strong", `${figure.title}.`), ` ${figure.caption}`),
    h(
      "details",
      h("summary", "Data of this figure"),
      tableToHtml(figure.data, `data-${figure.name}`),
      h("p", { className: ["files"] }, files.flatMap((file, i) => (i === 0 ? [file] : [" · ", file]))),
    ),
  );
}

/** One image to a screen reader: the alternative text in place of hundreds of paths. */
function picture(layout: "wide" | "narrow", figure: Figure): Element {
  const properties = { className: ["static", layout], role: "img", ariaLabel: figure.alt };
  return h("div", properties, raw(figure[layout].svg));
}

function raw(value: string): ElementContent {
  return { type: "raw", value } as unknown as ElementContent;
}
