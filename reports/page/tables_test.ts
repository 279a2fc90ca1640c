import assert from "node:assert/strict";
import { Browser } from "../testing/browser.ts";
import { findBrowser } from "../testing/find_browser.ts";
import type { Page } from "../testing/page.ts";
import { documentToPage } from "./page.ts";
import tables from "./tables.js" with { type: "text" };

const found = await findBrowser();
const reason = "path" in found ? "" : ` (not tried: ${found.missing})`;

const VALUES = [
  "0.5 [0.1,\u00a00.9]",
  "−8.7 [−9.1,\u00a0−8.3] × 10⁻⁵",
  "–",
  "12\u202f000",
  "2.4 [2.3,\u00a02.5] × 10⁶",
  "3e−7",
  "1 (exactly RT)",
];
const page = documentToPage({
  title: "Tables",
  blocks: [{
    kind: "table",
    table: {
      name: "t",
      caption: "A table",
      columns: [{ label: "model", align: "text" }, { label: "value", align: "number" }],
      rows: VALUES.map((value, i) => [`m${VALUES.length - i + 5}, "R&D" 50 %`, value]),
    },
  }],
}, [tables]);

const COLUMN = (i: number) =>
  `[...document.querySelector("#table-t").tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[${i}].textContent)`;
const press = (page: Page, selector: string) =>
  page.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).forEach((b) => b.click())`);

Deno.test(`a table sorts by number and by name, filters, and is copied as it is shown${reason}`, {
  ignore: reason !== "",
}, async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/index.html`, page);
  try {
    await using browser = await Browser.start((found as { path: string }).path);
    await using shown = await browser.open(`file://${folder}/index.html`, { width: 1000, height: 800 });
    await press(shown, "th:nth-child(2) .sort");
    const ascending = [1, 5, 0, 6, 3, 4, 2].map((i) => VALUES[i]);
    assert.deepEqual(await shown.evaluate(COLUMN(1)), ascending);
    await press(shown, "th:nth-child(2) .sort");
    assert.deepEqual(
      await shown.evaluate(COLUMN(1)),
      [4, 3, 6, 0, 5, 1, 2].map((i) => VALUES[i]),
      "what is none stays last",
    );
    assert.equal(await shown.evaluate(`document.querySelector("th:nth-child(2)").ariaSort`), "descending");
    await press(shown, "th:nth-child(1) .sort");
    const names = await shown.evaluate(COLUMN(0)) as string[];
    assert.deepEqual(names.map((name) => name.split(",")[0]), ["m6", "m7", "m8", "m9", "m10", "m11", "m12"]);

    await shown.evaluate(
      `(() => { const i = document.querySelector(".tools input"); i.value = "m1 rt"; i.dispatchEvent(new Event("input")); })()`,
    );
    assert.deepEqual(await shown.evaluate(COLUMN(1)), []);
    await shown.evaluate(
      `(() => { const i = document.querySelector(".tools input"); i.value = "M12"; i.dispatchEvent(new Event("input")); })()`,
    );
    assert.deepEqual(await shown.evaluate(COLUMN(1)), [VALUES[0]]);
    await shown.evaluate(
      `Object.defineProperty(navigator, "clipboard", { value: { writeText: (text) => { globalThis.copied = text; return Promise.resolve(); } } })`,
    );
    const copied = async (i: number) => {
      await press(shown, `.tools button:nth-of-type(${i})`);
      return await shown.evaluate("globalThis.copied");
    };
    assert.equal(await copied(1), 'model,value\n"m12, ""R&D"" 50 %","0.5 [0.1, 0.9]"\n');
    assert.match(
      await copied(2) as string,
      /model & value \\\\\nm12, "R\\&D" 50 \\% & 0\.5 \[0\.1, 0\.9\] \\\\/,
    );
    assert.deepEqual(shown.complaints(), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
