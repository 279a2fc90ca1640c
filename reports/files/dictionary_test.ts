import assert from "node:assert/strict";
import { lazy } from "../analysis/memo.ts";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { printed, pythonWith } from "../testing/python.ts";
import { dataTables } from "./data_files.ts";
import { tableToCsv, tableToParquet } from "./data_table.ts";
import { COLUMN_PREFIXES, COLUMNS, dictionary, oneLiners } from "./dictionary.ts";

const tables = lazy(() => [...dataTables(fixtureRecords({ only: ["cost", "training"], seeds: 3 }))]);

Deno.test("every column and metric of every file is explained, and nothing else is", () => {
  const text = dictionary(tables());
  const names = new Set(tables().flatMap(({ columns }) => columns.map(({ name }) => name)));
  for (const name of names) {
    const prefix = Object.keys(COLUMN_PREFIXES).find((own) => name.startsWith(own));
    assert.ok(prefix !== undefined || Object.hasOwn(COLUMNS, name), `${name} is not explained`);
    assert.ok(
      text.includes(prefix === undefined ? `\`${name}\`` : name.slice(prefix.length)),
      `${name} is missing`,
    );
  }
  for (const metric of ["test-bound", "gradient-time"]) {
    assert.match(text, new RegExp(`\\| \`${metric}\` +\\| \\w+ +\\| \\w+`));
  }
  assert.ok(!names.has("records") && !text.includes("`records`"));
});

Deno.test("pooled files say so, and which have no samples", () => {
  const records = fixtureRecords({ only: ["training"], seeds: 3 });
  assert.match(
    dictionary([...dataTables(records, 5)]),
    /all seeds of a cell\.\n\nWithout their samples.*data\/training\./,
  );
});

/** The files in a folder for the time of a test. */
async function inReport(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/data`);
    for (const table of tables()) {
      await Deno.writeTextFile(`${folder}/${table.name}.csv`, tableToCsv(table));
      await Deno.writeFile(`${folder}/${table.name}.parquet`, tableToParquet(table));
    }
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Mean of RT's final bound of the first model and budget that has one, from the records themselves. */
function expected(): string {
  const values = fixtureRecords({ only: ["training"], seeds: 3 })
    .filter(({ model, estimator, options }) =>
      model === "vae1" && estimator === "rt" && `${options["budget"]}`.startsWith("steps")
    )
    .flatMap(({ metrics }) =>
      metrics.filter(({ name }) => name === "test-bound").map(({ values }) => values.at(-1)!)
    );
  assert.equal(values.length, 3);
  return (values.reduce((sum, value) => sum + value, 0) / 3).toFixed(3);
}

const PROGRAMS = {
  python: {
    modules: ["csv"],
    program: (line: string) =>
      `import csv\nd = ${line}\nprint("%.3f" % (sum(float(r[4]) for r in d if r[1][:5] == "steps" and (r[0], r[2], r[3]) == ("vae1", "rt", "test-bound")) / 3))`,
  },
  pandas: {
    modules: ["pandas"],
    program: (line: string) =>
      `import pandas as pd\nd = ${line}\nprint("%.3f" % d.xs(("vae1", "rt", "test-bound"), level=("model", "estimator", "metric"))["mean"].iloc[0])`,
  },
  duckdb: {
    modules: ["duckdb"],
    program: (line: string) =>
      `import duckdb\nd = duckdb.sql("""${line}""").fetchall()\nprint("%.3f" % next(r[4] for r in d if (r[0], r[2], r[3]) == ("vae1", "rt", "test-bound")))`,
  },
} as const;

for (const [name, { modules, program }] of Object.entries(PROGRAMS)) {
  const python = pythonWith(...modules);
  Deno.test(
    `the line for ${name} reads the files as they are${
      python === undefined ? ` (not tried: no Python with ${modules})` : ""
    }`,
    { ignore: python === undefined },
    () =>
      inReport(async (folder) => {
        const line = oneLiners(tables())[name as keyof typeof PROGRAMS];
        assert.ok(dictionary(tables()).includes(line), "the dictionary has it");
        assert.equal((await printed(python!, program(line), folder)).trim(), expected());
      }),
  );
}
