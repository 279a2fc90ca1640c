/**
 * Runs of text as HTML.
 * @module
 */
import { h } from "hastscript";
import type { Inline, Inlines } from "./blocks.ts";

/** An HTML element as hastscript makes it. */
export type Element = Extract<ReturnType<typeof h>, { type: "element" }>;
/** An element, a text or markup. */
export type ElementContent = Element["children"][number];

/** Text with its emphases and links. */
export function inlines(content: Inlines): ElementContent[] {
  return content.map((part: Inline): ElementContent => {
    if (typeof part === "string") return { type: "text", value: part };
    switch (part.kind) {
      case "link":
        return h("a", { href: part.href }, part.text);
      case "term":
        return h("span", [
          h("abbr", { title: part.note }, part.text),
          ...(part.line === undefined ? [] : [" ", h("small", part.line)]),
        ]);
      case "verdict":
        return h("span", [
          h("strong", { className: ["verdict", part.text.replaceAll(" ", "-")] }, part.text),
          ...(part.note === "" ? [] : [` (${part.note})`]),
        ]);
      default:
        return h(part.kind, part.text);
    }
  });
}
