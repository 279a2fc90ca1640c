import assert from "node:assert/strict";
import { csvParse } from "d3-dsv";
import { parquetReadObjects } from "hyparquet";
import { fixtureRecords } from "../experiments/fixtures.ts";
import { dataTables } from "./data_files.ts";
import { columnOf, tableToCsv, tableToParquet } from "./data_table.ts";

/** Lines of a Parquet file, as a reader of another project reads them. */
function read(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: bytes.slice().buffer });
}

Deno.test("Parquet holds texts, numbers, nothing, and the samples as lists, to the last bit", async () => {
  const bytes = tableToParquet({
    name: "t",
    columns: [columnOf("text", ["ε*", undefined, "a,b"]), columnOf("number", [0.1, undefined, -1e-300])],
    values: [[0.1 + 0.2, 1], [], [-5e-324]],
  });
  assert.deepEqual(
    await read(bytes),
    [
      { text: "ε*", number: 0.1, values: [0.1 + 0.2, 1] },
      { text: undefined, number: undefined, values: [] },
      { text: "a,b", number: -1e-300, values: [-5e-324] },
    ].map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell ?? null]))),
  );
});

Deno.test("both formats of every table have the same lines and fields", async () => {
  for (const table of dataTables(fixtureRecords({ only: ["cost", "training", "replication"], pairs: 2 }))) {
    const lines = csvParse(tableToCsv(table));
    const rows = await read(tableToParquet(table));
    assert.ok(lines.length > 0 && rows.length === lines.length);
    for (const [i, line] of lines.entries()) {
      const { values, ...fields } = rows[i]!;
      const texts = Object.entries(fields).map(([name, cell]) => [name, cell === null ? "" : String(cell)]);
      assert.deepEqual(Object.fromEntries(texts), { ...line });
      assert.equal(values === undefined, table.name === "data/records");
      if (Array.isArray(values) && values.length === 1) assert.equal(String(values[0]), line["mean"]);
    }
  }
});

Deno.test("a column with one text is a column of texts", () => {
  assert.equal(columnOf("a", [1, "b"]).kind, "text");
  assert.equal(columnOf("a", [1, undefined]).kind, "number");
});
