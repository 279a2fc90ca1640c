import assert from "node:assert/strict";
import { lazy } from "../analysis/memo.ts";
import { standaloneSvg } from "../look/render.ts";
import {
  type Archive,
  FIGURE,
  mainFigure,
  PAGE,
  readArchives,
  RESULT_MARKERS,
  resultIn,
  withResult,
} from "./kept.ts";
import { readmeResult } from "./readme_result.ts";
import { resultsPage } from "./results_page.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** What formatting may change: white space, the padding of tables, the mark of emphasis. */
function plain(markdown: string): string {
  return markdown.replaceAll(/[\s|:-]+/g, " ").replaceAll("_", "*").trim();
}

/** Read when a test first asks for them. */
const archives = lazy(() => readArchives(ROOT));

const GENERATED: Readonly<Record<string, (archives: [Archive, ...Archive[]]) => Promise<string>>> = {
  "README.md": readmeResult,
  [PAGE]: resultsPage,
};

for (const [file, make] of Object.entries(GENERATED)) {
  Deno.test(`the result in ${file} is what the kept records say`, async () => {
    const shown = resultIn(await Deno.readTextFile(`${ROOT}${file}`), file);
    assert.equal(plain(shown), plain(await make(await archives())), "run deno task readme");
  });
}

Deno.test("the README's figure is what the kept records say", async () => {
  const [standard] = await archives();
  const { wide } = await mainFigure(standard.results);
  assert.equal(await Deno.readTextFile(`${ROOT}${FIGURE}`), standaloneSvg(wide.svg), "run deno task readme");
});

Deno.test("a result replaces what stands between the markers and nothing else", () => {
  const file = "a.md";
  const readme = `a\n${RESULT_MARKERS.begin}\nold\n${RESULT_MARKERS.end}\nb\n`;
  const next = withResult(readme, { file, markdown: "new" });
  assert.equal(next, `a\n${RESULT_MARKERS.begin}\n\nnew\n\n${RESULT_MARKERS.end}\nb\n`);
  assert.equal(withResult(next, { file, markdown: "new" }), next);
  assert.equal(resultIn(next, file), "new");
  assert.throws(
    () => withResult("no markers", { file, markdown: "new" }),
    /^CommandError: a.md: wanted the lines/,
  );
});
