import assert from "node:assert/strict";
import { lazy } from "./analysis/memo.ts";
import { buildReport, type BuiltReport } from "./build.ts";
import { ALL_REPORTS } from "./experiments/registry.ts";
import { checkReport } from "./check.ts";
import type { ReportInput } from "./document/provenance.ts";
import {
  fixtureEnvironments,
  type FixtureOptions,
  fixtureRecord,
  fixtureRecords,
} from "./experiments/fixtures.ts";

function input(options: FixtureOptions = {}): ReportInput {
  return { records: fixtureRecords({ pairs: 6, ...options }), environments: fixtureEnvironments() };
}

/** The full report, built when a test first asks for it. */
const full = lazy(() => buildReport(input()));
const markdownOf = ({ files }: BuiltReport) => `${files.get("report.md")}${files.get("appendix.md")}`;

Deno.test("a full report passes its own check, with every kind of file", async () => {
  const built = await full();
  assert.deepEqual(checkReport(built), []);
  assert.ok(new TextEncoder().encode(built.files.get("report.md")).length <= 30_000);
  const kinds = [...built.files.keys(), ...built.bytes.keys()].map((path) =>
    path.replace(/[^/]+(?=\.(svg|vl\.json|csv|parquet|tex)$)/, "*")
  );
  assert.deepEqual(
    [...new Set(kinds)].sort(),
    [
      "answer.json",
      "answer.schema.json",
      "appendix.html",
      "appendix.md",
      "charts/*.csv",
      "charts/*.svg",
      "charts/*.vl.json",
      "data/*.csv",
      "data/*.parquet",
      "data/README.md",
      "index.html",
      "report.md",
      "tables/*.tex",
    ],
  );
});

Deno.test("the same records give the same bytes, in whatever order they come; others do not", async () => {
  const built = await full();
  const shuffled = [...input().records].reverse();
  const again = await buildReport({ ...input(), records: shuffled });
  for (const [path, text] of built.files) assert.ok(again.files.get(path) === text, `${path} differs`);
  assert.equal(again.files.size, built.files.size);
  for (const [path, content] of built.bytes) assert.deepEqual(again.bytes.get(path), content, path);
  assert.ok(built.bytes.size > 0);
  const other = await buildReport(input({ seed: 1 }));
  assert.notEqual(markdownOf(other), markdownOf(built));
});

Deno.test("it opens with the question and the computed answer, and has every section", async () => {
  const built = await full();
  const markdown = markdownOf(built);
  const page = built.files.get("index.html") ?? "";
  const answer = markdown.slice(0, markdown.indexOf("\n## "));
  assert.match(answer, /^# Is R2-G2 worth its compute/);
  assert.match(answer, /\n\n\*\*Trained for as long as RT\*\*, R2-G2 ends /);
  assert.match(answer, /\*\*For the same time\*\* its gradient leaves more for mlp-small/);
  assert.match(answer, /\*\*So use\*\* .*RT for /);
  assert.match(
    markdown,
    /Made by suite .*; data digits; 6 seeds in along_training, replication and training, 1 in all others; .*machine Example CPU with 2 cores; backend wasm .*; commit 0123456789ab\./,
  );
  const links = [...page.slice(0, page.indexOf("<main")).matchAll(/<li><a href="([^"]*)"/g)].map(([, href]) =>
    href
  );
  const contents = [
    "#content",
    ...["runs", "costs"].map((chapter) => `#chapter-${chapter}`),
    "#verdicts",
    ...["gains", "correlations", "tables", "checks"].map((chapter) => `#chapter-${chapter}`),
    ...["#provenance", "appendix.html"],
  ];
  assert.deepEqual(links, [...contents, ...contents], "beside the text, and as a menu");
  const appendix = built.files.get("appendix.html") ?? "";
  for (const { contract: { title } } of ALL_REPORTS) {
    assert.ok(page.includes(`>${title}<`) || appendix.includes(`>${title}<`), `${title} is in neither page`);
  }
});

Deno.test("the page is short: eight open figures, three megabytes", async () => {
  const { files } = await full();
  const page = files.get("index.html") ?? "";
  const figures = page.match(/<figure /g)?.length ?? 0;
  assert.ok(figures > 4 && figures <= 8, `${figures} figures`);
  for (const name of ["index.html", "appendix.html"]) {
    assert.ok(files.get(name)!.length < 3e6, `${name} is too large`);
  }
});

Deno.test("what was skipped or failed is on the page, and in Markdown", async () => {
  const built = await full();
  const markdown = markdownOf(built);
  const page = built.files.get("index.html") ?? "";
  for (
    const text of [
      "loss is NaN at step 7, layer latent1",
      "LRT needs one output",
      "Example CPU",
      "0123456789abcdef",
    ]
  ) {
    assert.ok(page.includes(text) && markdown.includes(text), `${text} is missing`);
  }
});

Deno.test("the answer follows the records", async () => {
  const costly = await buildReport(input({ only: ["equal_cost"], gain: 2, costRatio: 30 }));
  assert.match(markdownOf(costly), /More variance at equal time:\*\* .*mlp-small/);
});

Deno.test("partial results give a partial report that names what is missing", async () => {
  const report = await buildReport(input({ only: ["cost"] }));
  const text = report.files.get("report.md") ?? "";
  assert.match(text, /These runs do not say: they hold no gradients at equal time and no training/);
  assert.match(
    text,
    /Not measured in these runs: Equal cost along training; Variance at equal cost; .*Training/,
  );
  assert.deepEqual(checkReport(report), []);
});

Deno.test("an experiment and an estimator that the report does not know are shown, not dropped", async () => {
  const record = fixtureRecord({
    ...{ experiment: "brand_new", model: "mlp", estimator: "my-estimator" },
    metrics: [{ name: "surprise", unit: "nats", layer: "dense1", at: { step: 3 }, values: [1, 2, 3] }],
  });
  const text = markdownOf(await buildReport({ ...input(), records: [record] }));
  assert.match(
    text,
    /\| mlp +\| my-estimator +\| surprise, dense1 +\| step 3 +\| nats \| 2\.0 \\\[-?[\d.−]+,.[\d.]+\] \| 3 \|/,
  );
});

const EVIL = `<script>alert("x")</script><!-- | ]]> & $_{} \\`;

/** Records and machines with markup wherever a text may stand. */
function evilInput(): ReportInput {
  const only = ["gradient_variance", "equal_cost", "training", "cost"];
  const records = input({ only, pairs: 3, seeds: 2 }).records.map((record) => ({
    ...record,
    model: record.model === "mlp-small" ? EVIL : record.model,
    estimator: record.estimator === "flipout" ? EVIL : record.estimator,
    experiment: record.experiment === "training" ? EVIL : record.experiment,
    dataset: { ...record.dataset, name: EVIL },
    options: { ...record.options, [EVIL]: EVIL },
    ...(record.reason === undefined ? {} : { reason: EVIL }),
    metrics: record.metrics.map((
      metric,
    ) => (metric.layer === "dense1"
      ? { ...metric, layer: EVIL, at: { ...metric.at, [EVIL]: EVIL } }
      : metric)
    ),
  }));
  const environments = new Map([...fixtureEnvironments()].map(([id, environment]) => [
    id,
    { id, description: { ...environment.description, cpu: EVIL, commit: EVIL, [EVIL]: EVIL } },
  ]));
  const manifests = [{ run: EVIL, configuration: { name: EVIL, [EVIL]: EVIL } }];
  return { records, environments, manifests, notices: [EVIL] };
}

Deno.test("labels with markup stay text in every format, in the comparison too", async () => {
  const plain = input({ only: ["equal_cost", "cost"], pairs: 3 });
  const reports = [
    await buildReport(evilInput()),
    await buildReport(plain, { compareWith: evilInput() }),
  ];
  for (const report of reports) {
    assert.deepEqual(checkReport(report), []);
    for (const [path, text] of report.files) {
      assert.doesNotMatch(path, /[^\w./-]/, "a label is no path");
      const outsideCode = text.replaceAll(/`[^`\n]*`/g, "");
      if (path.endsWith(".md")) {
        assert.doesNotMatch(outsideCode, /(?<!\\)<script>alert/, "Markdown escapes it");
      }
      if (!/\.(html|svg)$/.test(path)) continue;
      const outsideAttributes = text.replaceAll(/="[^"]*"/g, "");
      assert.ok(!outsideAttributes.includes("<script>alert"), `${path} holds the label as markup`);
      assert.doesNotMatch(text, /="[^"]*<script>alert\("x"\)/, `${path}: the label ends an attribute`);
    }
    const page = report.files.get("index.html") ?? "";
    assert.ok(/&lt;script>alert|&#x3C;script>alert/.test(page), "the page shows the label");
  }
  const table = reports[0]?.files.get("tables/variance.tex") ?? "";
  assert.ok(table.includes("\\$\\_\\allowbreak{}\\{\\}") && table.includes("\\textbackslash{}"));
});

Deno.test("a comparison puts both results beside each other", async () => {
  const report = await buildReport(input({ only: ["equal_cost", "cost"] }), {
    compareWith: input({ only: ["equal_cost", "cost"], slowness: 3, seed: 1 }),
  });
  assert.deepEqual(checkReport(report), []);
  assert.ok(report.files.has("charts/comparison.svg") && report.files.has("tables/comparison.tex"));
  const row = /\| mlp-small, RT: time of a gradient, ms +\| better .*\| ([\d.]+) [^|]*\| ([\d.]+) [^|]*\|$/m
    .exec(
      markdownOf(report),
    );
  assert.ok(row, "the comparison has no row of times");
  assert.ok(Math.abs(Number(row[2]) / Number(row[1]) - 3) < 0.3, `times ${row[1]} and ${row[2]}`);
});
