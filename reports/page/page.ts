/**
 * A page of the report as one HTML file that needs nothing else: styles, scripts, pictures and data are inside.
 *
 * Its Content-Security-Policy allows exactly the scripts and the style sheet that are in it, by hash:
 * nothing is evaluated, nothing is loaded.
 * @module
 */
import { createHash } from "node:crypto";
import { h } from "hastscript";
import { toHtml } from "hast-util-to-html";
import { darkReplacements } from "../look/styles.ts";
import { type Block, blocksOfKind, type ReportDocument } from "./blocks.ts";
import styleSheet from "./style.css" with { type: "text" };
import tablesSheet from "./tables.css" with { type: "text" };
import type { Element } from "./inlines.ts";
import { specsElement } from "./specs_element.ts";
import { blockToHtml } from "./to_html.ts";

/** A link of the contents to another page. */
export interface OtherPage {
  readonly href: string;
  readonly title: string;
}

/**
 * The page's HTML.
 *
 * @param scripts Source texts, run in order after the content.
 */
export function documentToPage(
  document: ReportDocument,
  scripts: readonly string[],
  others: readonly OtherPage[] = [],
): string {
  const style = `${styleSheet}\n${tablesSheet}\n${darkRules()}`;
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(sourceHash).join(" ")}`,
    `style-src ${sourceHash(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const top = document.blocks.some(({ kind }) => kind === "group") ? "Answer" : "Top";
  const contents = [
    h("a", { href: "#content" }, top),
    ...sectionLinks(document.blocks),
    ...others.map(({ href, title }) => h("a", { href }, title)),
  ];
  const page = h(null, [
    { type: "doctype" },
    h("html", { lang: "en" }, [
      h("head", [
        h("meta", { charSet: "utf-8" }),
        h("meta", { httpEquiv: "Content-Security-Policy", content: policy }),
        h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
        h("meta", { name: "color-scheme", content: "light dark" }),
        h("title", document.tab ?? document.title),
        h("style", style),
      ]),
      h("body", [
        h("a", { className: ["skip"], href: "#content" }, "Skip to content"),
        ...navigation(contents),
        h("main", { id: "content", tabIndex: -1 }, [
          h("h1", document.title),
          ...document.blocks.flatMap((block) => blockToHtml(block)),
        ]),
        ...blocksOfKind(document.blocks, "figure").map(({ figure }) => specsElement(figure)),
        ...scripts.map((script) => h("script", script)),
      ]),
    ]),
  ]);
  return toHtml(page, { allowDangerousHtml: true }) + "\n";
}

/** `'sha256-…'` of an inline script or style, as a policy lists it. */
export function sourceHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function sectionLinks(blocks: readonly Block[]): Element[] {
  return blocks.flatMap((block) =>
    block.kind === "section" ? [h("a", { href: `#${block.id}` }, block.title)] : []
  );
}

/** The contents: beside the text on a desk, a menu on a phone; the style sheet shows one of them. */
function navigation(links: readonly Element[]): Element[] {
  const list = () => h("ul", links.map((link) => h("li", link)));
  return [
    h("nav", { className: ["aside"], ariaLabel: "Contents" }, list()),
    h("nav", { className: ["menu"], ariaLabel: "Menu" }, h("details", h("summary", "Contents"), list())),
  ];
}

/** In the dark theme every mark gets the lighter of its two colours; print stays light. */
function darkRules(): string {
  const rules = darkReplacements().map(([from, to]) =>
    `  .chart [fill="${from}"] { fill: ${to}; }\n  .chart [stroke="${from}"] { stroke: ${to}; }`
  );
  return `@media screen and (prefers-color-scheme: dark) {\n${rules.join("\n")}\n}\n`;
}
