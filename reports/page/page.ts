/**
 * The report as one HTML file that needs nothing else: styles, scripts, pictures and data are inside.
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
import type { Element } from "./inlines.ts";
import { blockToHtml } from "./to_html.ts";

/**
 * The page's HTML.
 *
 * @param scripts Source texts, run in order after the content.
 */
export function documentToPage(document: ReportDocument, scripts: readonly string[]): string {
  const style = `${styleSheet}\n${darkRules()}`;
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(sourceHash).join(" ")}`,
    `style-src ${sourceHash(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const page = h(null, [
    { type: "doctype" },
    h("html", { lang: "en" }, [
      h("head", [
        h("meta", { charSet: "utf-8" }),
        h("meta", { httpEquiv: "Content-Security-Policy", content: policy }),
        h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
        h("meta", { name: "color-scheme", content: "light dark" }),
        h("title", document.title),
        h("style", style),
      ]),
      h("body", [
        h("a", { className: ["skip"], href: "#content" }, "Skip to content"),
        h("main", { id: "content" }, [
          h("h1", document.title),
          ...document.blocks.flatMap((block) => [
            ...(block === firstSection(document.blocks) ? [contents(document.blocks)] : []),
            ...blockToHtml(block),
          ]),
          h("a", { className: ["to-contents"], href: "#contents" }, "↑ Contents"),
        ]),
        ...specifications(document),
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

function firstSection(blocks: readonly Block[]): Block | undefined {
  return blocks.find(({ kind }) => kind === "section");
}

function contents(blocks: readonly Block[]): Element {
  const items = blocks.flatMap((block) =>
    block.kind === "section"
      ? [
        h(
          "li",
          h("a", { href: `#${block.id}` }, block.title),
          block.answer === undefined ? [] : [" ", h("span", block.answer)],
        ),
      ]
      : []
  );
  return h("nav", { id: "contents", ariaLabel: "Contents" }, h("ul", items));
}

/** Specifications as JSON that a script reads; `<` is escaped, so that no text can end the element. */
function specifications(document: ReportDocument): Element[] {
  return blocksOfKind(document.blocks, "figure").flatMap(({ figure }) =>
    (["wide", "narrow"] as const).map((layout) =>
      h(
        "script",
        { type: "application/json", id: `spec-${figure.name}-${layout}` },
        JSON.stringify(figure[layout].spec).replaceAll("<", "\\u003c"),
      )
    )
  );
}

/** In the dark theme every mark gets the lighter of its two colours; print stays light. */
function darkRules(): string {
  const rules = darkReplacements().map(([from, to]) =>
    `  .chart [fill="${from}"] { fill: ${to}; }\n  .chart [stroke="${from}"] { stroke: ${to}; }`
  );
  return `@media screen and (prefers-color-scheme: dark) {\n${rules.join("\n")}\n}\n`;
}
