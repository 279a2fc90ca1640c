/**
 * A table as HTML: in a container that scrolls sideways where it must, as tight as its contents ask for, and,
 * where it is prose, as a stack of cards on a phone.
 * @module
 */
import { h } from "hastscript";
import { textWidth } from "../look/text_width.ts";
import { plainText, type Table } from "./blocks.ts";
import { type Element, inlines } from "./inlines.ts";

/** Pixels that a table has beside the contents on a desk, 1280 pixels wide. */
const ROOM = 1030;
/** Font sizes and paddings in pixels, both sides together, of the usual and of the tight look in `style.css`. */
const LOOKS = [
  { className: "fits", fontSize: 14.1, padding: 16 },
  { className: "dense", fontSize: 12.8, padding: 10 },
] as const;

/**
 * The table in its container, which the keyboard reaches and which its caption names.
 *
 * Cells of prose tables repeat their column's name for the phone's cards, and say what they are, since no
 * browser takes a row that is displayed as a block for a row.
 */
export function tableToHtml(table: Table, id: string): Element {
  const cards = isProse(table);
  const role = (name: string) => (cards ? { role: name } : {});
  const align = (index: number) => ({ className: [table.columns[index]?.align ?? "text"] });
  const name = (index: number) => (cards ? { dataLabel: table.columns[index]?.label ?? "" } : {});
  const heads = table.columns.map(({ label }, i) =>
    h("th", { scope: "col", ...role("columnheader"), ...align(i) }, label)
  );
  const rows = table.rows.map((row) =>
    h(
      "tr",
      role("row"),
      row.map((cell, i) =>
        i === 0
          ? h("th", { scope: "row", ...role("rowheader"), ...align(i), ...name(i) }, inlines([cell]))
          : h("td", { ...role("cell"), ...align(i), ...name(i) }, inlines([cell]))
      ),
    )
  );
  return h(
    "div",
    {
      className: ["scroll", ...(cards ? ["cards"] : tightness(table))],
      tabIndex: 0,
      role: "region",
      ariaLabelledBy: `${id}-caption`,
    },
    h(
      "table",
      { id, ...role("table") },
      h("caption", { id: `${id}-caption` }, h("span", table.caption)),
      h("thead", role("rowgroup"), h("tr", role("row"), heads)),
      h("tbody", role("rowgroup"), rows),
    ),
  );
}

/** Words without a column of numbers. */
function isProse({ columns }: Table): boolean {
  return columns.some(({ align }) => align === "prose") && columns.every(({ align }) => align !== "number");
}

/**
 * `fits` where every value and its interval have room on one line, `dense` where that takes smaller letters;
 * where even these do not fit, intervals go below their values.
 */
function tightness(table: Table): string[] {
  const [usual, dense] = LOOKS.map((look) => widthOf(table, look) <= ROOM);
  return usual ? ["fits"] : dense ? ["dense", "fits"] : ["dense"];
}

/** Pixels of a table whose cells do not wrap while its heads do; an upper estimate. */
function widthOf({ columns, rows }: Table, { fontSize, padding }: (typeof LOOKS)[number]): number {
  const widths = columns.map(({ label, align }, i) => {
    const words = label.split(" ").map((word) => 1.1 * textWidth(word, fontSize));
    const cells = rows.map((row) => {
      const text = plainText(row[i] ?? "");
      return align === "prose" ? LEAST_PROSE : textWidth(text, fontSize);
    });
    return padding + [...words, ...cells].reduce((most, width) => Math.max(most, width), 0);
  });
  return widths.reduce((sum, width) => sum + width, 0);
}

/** Pixels below which a column of prose is no pleasure. */
const LEAST_PROSE = 112;
