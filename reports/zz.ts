import { fixtureEnvironments, fixtureRecords } from "./testing/fixtures.ts";
import { buildReport } from "./build.ts";
const t = performance.now();
const { files, figures } = await buildReport({
  records: fixtureRecords(),
  environments: fixtureEnvironments(),
});
console.log(Math.round(performance.now() - t), "ms");
for (const [p, t] of files) {
  const f = `/tmp/rp/site/${p}`;
  await Deno.mkdir(f.slice(0, f.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(f, t);
  console.log(p, t.length);
}
console.log(figures.flatMap((f) => f.warnings));
