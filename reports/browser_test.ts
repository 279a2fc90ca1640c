import assert from "node:assert/strict";
import { buildReport } from "./build.ts";
import { Browser } from "./testing/browser.ts";
import { findBrowser } from "./testing/find_browser.ts";
import type { Page, PageOptions } from "./testing/page.ts";
import { fixtureEnvironments, fixtureRecords } from "./experiments/fixtures.ts";

const found = await findBrowser();
const skipped = "missing" in found ? ` (skipped: ${found.missing})` : "";

/** Draws every chart, by going past it, and waits for the last. */
const DRAW_ALL = `(async () => {
  const charts = [...document.querySelectorAll(".chart")];
  for (const chart of charts) {
    chart.scrollIntoView();
    for (let i = 0; i < 200 && !chart.classList.contains("drawn"); i++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  return charts.filter((chart) => !chart.classList.contains("drawn")).map((chart) => chart.dataset.chart);
})()`;

/** Figures that stick out of their place, text that is cut off or that runs into other text. */
const LAYOUT_FAULTS = `(() => {
  const faults = [];
  const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push("the page scrolls sideways");
  const boxes = [];
  for (const chart of document.querySelectorAll(".chart")) {
    const name = chart.dataset.chart;
    const shown = [...chart.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().width > 0);
    if (shown.length !== 1) faults.push(name + ": " + shown.length + " pictures are shown");
    for (const svg of shown) {
      const box = svg.getBoundingClientRect();
      boxes.push([name, box]);
      if (!inside(box, chart.getBoundingClientRect())) faults.push(name + ": the picture is cut off");
      const texts = [...svg.querySelectorAll("text")]
        .filter((text) => text.textContent !== "" && text.getAttribute("opacity") !== "0")
        .map((text) => [text.textContent, text.getBoundingClientRect()]);
      for (const [text, place] of texts) if (!inside(place, box)) faults.push(name + ": “" + text + "” is cut off");
      for (const [i, [a, first]] of texts.entries()) {
        for (const [b, second] of texts.slice(i + 1)) {
          if (overlap(first, second)) faults.push(name + ": “" + a + "” runs into “" + b + "”");
        }
      }
    }
  }
  for (const [i, [a, first]] of boxes.entries()) {
    for (const [b, second] of boxes.slice(i + 1)) if (overlap(first, second)) faults.push(a + " lies on " + b);
  }
  return faults;
})()`;

/**
 * Tables that scroll although they should not, and long ones that stand open. On a desk none of them scrolls
 * sideways, not even a folded one; on a phone tables of words do not, and a table of numbers that does keeps its
 * first column in sight and is reached by the keyboard.
 */
const TABLE_FAULTS = `(() => {
  const faults = [];
  const width = document.documentElement.clientWidth;
  const called = (box) => "“" + box.querySelector("caption").textContent + "”";
  for (const table of document.querySelectorAll("section table")) {
    const rows = table.querySelectorAll("tbody tr").length;
    const keeps = table.closest("details, #verdicts, #provenance") !== null;
    if (rows > 12 && !keeps) faults.push(called(table) + " stands open with " + rows + " rows");
  }
  if (matchMedia("print").matches) return faults;
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  for (const box of document.querySelectorAll(".scroll")) {
    const scrolls = box.scrollWidth > box.clientWidth;
    const words = box.querySelector("td.prose, th.prose") !== null && box.querySelector("td.number") === null;
    if (scrolls && (width >= 1250 || words)) {
      faults.push(called(box) + " scrolls: " + box.scrollWidth + " in " + box.clientWidth + " pixels");
    }
    if (!scrolls) continue;
    if (box.tabIndex !== 0 || box.getAttribute("role") !== "region") faults.push(called(box) + " is out of reach");
    box.scrollLeft = 60;
    const first = box.querySelector("tbody th").getBoundingClientRect();
    if (Math.abs(first.left - box.getBoundingClientRect().left) > 2) faults.push(called(box) + " loses its first column");
    if (first.width > 0.45 * box.clientWidth) faults.push(called(box) + ": its first column takes the room");
    box.scrollLeft = 0;
  }
  if (document.documentElement.scrollWidth > width) faults.push("the unfolded page scrolls sideways");
  for (const folded of document.querySelectorAll("details")) folded.open = false;
  return faults;
})()`;

/** What a reader meets: the answer on one screen, a short page, contents that lead somewhere, few open figures. */
const FIRST_SCREEN_FAULTS = `(() => {
  const faults = [];
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const height = document.documentElement.scrollHeight;
  if (width >= 1250 && box("#table-scorecard").bottom > 800) faults.push("the scorecard ends at " + box("#table-scorecard").bottom);
  if (width >= 1250 && height > 9500 || height > 20000) faults.push("the page is " + height + " pixels tall");
  const shown = [".aside", ".menu"].filter((nav) => box(nav).height > 0);
  if (shown.join() !== (width >= 1024 ? ".aside" : ".menu")) faults.push("contents: " + shown);
  return faults;
})()`;

/** A tap on a mark shows its numbers, one beside it hides them. */
const TOUCH_FAULTS = `(async () => {
  const mark = document.querySelector(".interactive .mark-symbol.role-mark path");
  mark.scrollIntoView({ block: "center" });
  const { left, top, width, height } = mark.getBoundingClientRect();
  const at = { bubbles: true, pointerType: "touch", clientX: left + width / 2, clientY: top + height / 2 };
  const shown = () => document.querySelector("#vg-tooltip-element.visible") !== null;
  document.elementFromPoint(at.clientX, at.clientY).dispatchEvent(new PointerEvent("click", at));
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (!shown()) return ["a tap on a mark shows nothing"];
  document.querySelector("h1").dispatchEvent(new PointerEvent("click", { bubbles: true, pointerType: "touch" }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  return shown() ? ["the numbers stay after a tap elsewhere"] : [];
})()`;

const LABEL_COLORS = `(() => {
  const text = [...document.querySelectorAll(".chart svg text")].find((text) => text.getBoundingClientRect().width > 0);
  const mark = [...document.querySelectorAll('.chart svg [fill="#0072b2"]')].find((path) => path.getBoundingClientRect().width > 0);
  return [getComputedStyle(text).fill, getComputedStyle(mark).fill];
})()`;

async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(await Deno.readTextFile(new URL(import.meta.resolve("axe-core"))));
  return await page.evaluate(`axe.run().then(({ violations }) => violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => id + ": " + help + ": " + html.slice(0, 150))))`) as string[];
}

const CASES: readonly (readonly [string, PageOptions])[] = [
  ["desktop", { width: 1280, height: 900 }],
  ["desktop, dark", { width: 1280, height: 900, dark: true }],
  ["tablet", { width: 800, height: 1000 }],
  ["phone", { width: 360, height: 740 }],
  ["phone, dark, scripts off", { width: 360, height: 740, dark: true, scripts: false }],
  ["desktop, scripts off", { width: 1280, height: 900, scripts: false }],
  ["print", { width: 800, height: 1100, scripts: false, media: "print" }],
];

Deno.test({
  name: `the page in a browser: nothing cut off, overlapping, inaccessible or blocked${skipped}`,
  ignore: skipped !== "",
  async fn(t) {
    const folder = await Deno.makeTempDir();
    const { files } = await buildReport({
      records: fixtureRecords({ pairs: 12 }),
      environments: fixtureEnvironments(),
    });
    for (const name of ["index.html", "appendix.html"]) {
      await Deno.writeTextFile(`${folder}/${name}`, files.get(name) ?? "");
    }
    try {
      await using browser = await Browser.start((found as { path: string }).path);
      for (const [name, options] of CASES) {
        await t.step(name, async () => {
          await using page = await browser.open(`file://${folder}/index.html`, options);
          if (options.scripts ?? true) {
            assert.deepEqual(await page.evaluate(DRAW_ALL), [], "charts stay static");
          }
          if (options.media !== "print") assert.deepEqual(await page.evaluate(FIRST_SCREEN_FAULTS), []);
          if (name === "phone") assert.deepEqual(await page.evaluate(TOUCH_FAULTS), []);
          assert.deepEqual(await page.evaluate(LAYOUT_FAULTS), []);
          assert.deepEqual(await page.evaluate(TABLE_FAULTS), []);
          const dark = options.dark ?? false;
          const [label, mark] = await page.evaluate(LABEL_COLORS) as [string, string];
          assert.equal(
            label,
            options.media === "print" ? "rgb(0, 0, 0)" : dark ? "rgb(230, 230, 230)" : "rgb(28, 32, 36)",
          );
          assert.equal(mark, dark ? "rgb(74, 163, 223)" : "rgb(0, 114, 178)");
          // axe needs the page's timers, which are off with its scripts.
          if (options.scripts ?? true) assert.deepEqual(await accessibilityFaults(page), []);
          assert.deepEqual(page.complaints(), []);
        });
      }
      await t.step("appendix", async () => {
        await using page = await browser.open(`file://${folder}/appendix.html`, { width: 1280, height: 900 });
        assert.deepEqual(await page.evaluate(DRAW_ALL), [], "charts stay static");
        assert.deepEqual(await page.evaluate(LAYOUT_FAULTS), []);
        assert.deepEqual(await accessibilityFaults(page), []);
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
