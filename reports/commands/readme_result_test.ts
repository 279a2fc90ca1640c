import assert from "node:assert/strict";
import { readResults } from "../../bench/store/mod.ts";
import {
  type Archive,
  ARCHIVES,
  FIGURE,
  measuredAt,
  readmeResult,
  RESULT_MARKERS,
  trainedAtEqualTime,
  withResult,
} from "./readme_result.ts";

const ROOT = new URL("../../", import.meta.url);

/** What formatting may change: white space, the padding of tables, the mark of emphasis. */
function plain(markdown: string): string {
  return markdown.replaceAll(/[\s|:-]+/g, " ").replaceAll("_", "*").trim();
}

Deno.test("the README's result is what its records say", async () => {
  const archives = await Promise.all(
    ARCHIVES.map(async (folder): Promise<Archive> => ({
      folder,
      results: await readResults([new URL(folder, ROOT).pathname]),
    })),
  );
  const { markdown, figure } = await readmeResult(archives as [Archive, ...Archive[]]);
  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  const shown = readme.slice(
    readme.indexOf(RESULT_MARKERS.begin) + RESULT_MARKERS.begin.length,
    readme.indexOf(RESULT_MARKERS.end),
  );
  assert.equal(plain(shown), plain(markdown), "run deno task readme");
  assert.equal(await Deno.readTextFile(new URL(FIGURE, ROOT)), figure, "run deno task readme");
});

Deno.test("the result names the place of its variances and sets training at equal time beside it", async () => {
  const standard = await readResults([new URL("docs/results/standard", ROOT).pathname]);
  assert.match(measuredAt(standard), /at step 0, on one minibatch, from 1 seed:/);
  assert.match(
    trainedAtEqualTime(standard).join(),
    /vae1-narrow after 45 s, test bound: −2.53 \[−3.15,\u00a0−1.92\] nats/,
  );
  const untrained = standard.records.filter(({ experiment }) => experiment !== "training");
  assert.deepEqual(trainedAtEqualTime({ ...standard, records: untrained }), []);
});

Deno.test("a result replaces what stands between the markers and nothing else", () => {
  const readme = `a\n${RESULT_MARKERS.begin}\nold\n${RESULT_MARKERS.end}\nb\n`;
  const next = withResult(readme, "new");
  assert.equal(next, `a\n${RESULT_MARKERS.begin}\n\nnew\n\n${RESULT_MARKERS.end}\nb\n`);
  assert.equal(withResult(next, "new"), next);
  assert.throws(() => withResult("no markers", "new"), /README.md: wanted the lines/);
});
