/**
 * An audit as a page of its own, without scripts and without addresses.
 * @module
 */
import { toHtml } from "hast-util-to-html";
import { h } from "hastscript";
import { COLUMNS, factsOf, headline, varianceText, worstRows } from "./describe_result.ts";
import type { Audit, AuditSubject } from "./verdict.ts";

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
div{overflow-x:auto}table{border-collapse:collapse}
th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8888;vertical-align:top}
td{font-variant-numeric:tabular-nums}`;

/** The whole page. */
export function auditPage(audit: Audit, subject: AuditSubject): string {
  const { verdict, reasons, notes, variance } = audit;
  const facts = [
    ...factsOf(audit, subject),
    ...(variance === undefined ? [] : [{ name: "variance", text: varianceText(audit) }]),
    ...notes.map((text) => ({ name: "note", text })),
  ];
  const page = h(null, [
    { type: "doctype" },
    h("html", { lang: "en" }, [
      h("head", [
        h("meta", { charset: "utf-8" }),
        h("meta", { name: "viewport", content: "width=device-width" }),
        h("title", `Audit: ${verdict}`),
        h("style", STYLE),
      ]),
      h("body", [
        h("main", [
          h("h1", headline(verdict, subject)),
          ...reasons.map((reason) => h("p", reason)),
          h("div", [
            h(
              "table",
              facts.map(({ name, text }) => h("tr", [h("th", { scope: "row" }, name), h("td", text)])),
            ),
          ]),
          h("h2", "Worst coordinates"),
          h("div", [
            h("table", [
              h("thead", [h("tr", COLUMNS.map((name) => h("th", { scope: "col" }, name)))]),
              h("tbody", worstRows(audit).map((row) => h("tr", row.map((cell) => h("td", cell))))),
            ]),
          ]),
        ]),
      ]),
    ]),
  ]);
  return toHtml(page);
}
