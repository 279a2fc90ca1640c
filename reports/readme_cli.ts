/**
 * `deno task readme`: puts the main result of results folders into README.md and docs/.
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { readResults, writeStore } from "../bench/store/mod.ts";
import { readmeRecords, readmeResult, withResult } from "./readme.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { results: { type: "string", multiple: true } },
});
const folders = (values.results ?? ["results"]).flatMap((value) => value.split(","));
const input = await readResults(folders);
const records = readmeRecords(input.records);
if (records.length === 0) {
  console.error(`readme: no records of equal_cost in ${folders.join(", ")}: run deno task bench first`);
  Deno.exit(1);
}
const run = input.manifests.find((manifest) => manifest.run === records[0]?.run);
await writeStore("docs", { records, environments: input.environments, manifest: run });
const { markdown, figure } = await readmeResult({ ...input, records });
await Deno.writeTextFile("docs/equal-cost.svg", figure);
await Deno.writeTextFile("README.md", withResult(await Deno.readTextFile("README.md"), markdown));
await new Deno.Command("deno", { args: ["fmt", "--quiet", "README.md"] }).output();
console.log(`README.md and docs/ hold the result of ${records.length} records`);
