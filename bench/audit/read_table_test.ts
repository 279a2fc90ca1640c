import assert from "node:assert/strict";
import { UsageError } from "../flags.ts";
import { SampleError } from "../stats/mod.ts";
import { DEFLATED_NPZ, PARQUET, STORED_NPZ } from "./fixtures.ts";
import { fromDelimited } from "./delimited.ts";
import { fromJsonLines } from "./json_lines.ts";
import { fromNpz } from "./npz.ts";
import { fromParquet } from "./parquet.ts";
import { aligned, type Table } from "./table.ts";

const plain = ({ rows, ...rest }: Table) => ({ ...rest, rows: rows.map((row) => Array.from(row)) });
const most = 1e6;

for (const [how, bytes] of [["stored", STORED_NPZ], ["deflated", DEFLATED_NPZ]] as const) {
  Deno.test(`an archive that NumPy ${how}: arrays side by side, one alone, and as one gradient`, () => {
    assert.deepEqual(plain(fromNpz(bytes, { most })), {
      rows: [[1, 2.5, 5], [-3, Math.fround(0.1), 6]],
      names: ["w[0,0]", "w[0,1]", "b"],
    });
    assert.deepEqual(plain(fromNpz(bytes, { most, array: "b" })), { rows: [[5], [6]], names: ["b"] });
    assert.deepEqual(plain(fromNpz(bytes, { most, array: "b", vector: true })), {
      rows: [[5, 6]],
      names: ["b[0]", "b[1]"],
    });
    assert.throws(() => fromNpz(bytes, { most, array: "v" }), {
      name: "UsageError",
      message: /--array is "v"; the archive has w, b$/,
    });
    assert.throws(() => fromNpz(bytes, { most: 200 }), /holds more than 200 bytes/);
  });
}

Deno.test("a damaged archive is refused, wherever it is cut or changed", () => {
  for (const bytes of [STORED_NPZ, DEFLATED_NPZ]) {
    for (const length of [0, 10, 100, 300, bytes.length - 30, bytes.length - 1]) {
      assert.throws(() => fromNpz(bytes.slice(0, length), { most }), SampleError, `${length} bytes`);
    }
    const changed = bytes.slice();
    changed[70]! ^= 0xff;
    assert.throws(() => fromNpz(changed, { most }), /w\.npy in the archive is damaged/);
  }
});

for (const [codec, bytes] of Object.entries(PARQUET)) {
  Deno.test(`Parquet by ${codec}: lists become columns, a counter of rows is left out`, async () => {
    assert.deepEqual(plain(await fromParquet(bytes)), {
      rows: [[1, 2.5, 0.1], [-3, 0.5, 0.2], [7, 8, 0.3]],
      names: ["w[0]", "w[1]", "b"],
      notes: ["column 1 counts the rows and is left out"],
    });
    const cut = bytes.slice(0, -9);
    await assert.rejects(fromParquet(cut), { name: "SampleError", message: /not readable as Parquet: / });
  });
}

Deno.test("JSON lines of objects: lists and nested objects become columns, in the order of the first line", () => {
  const text = '{"w":[1,[2]],"b":{"scale":3}}\n\n{"b":{"scale":-3},"w":[4,[5]]}\n';
  assert.deepEqual(plain(fromJsonLines(text)), {
    rows: [[1, 2, 3], [4, 5, -3]],
    names: ["w[0]", "w[1][0]", "b.scale"],
  });
  assert.deepEqual(plain(fromJsonLines("[1,[2,3]]\n[4,[5,6]]")), { rows: [[1, 2, 3], [4, 5, 6]] });
});

const wrongLines: [text: string, message: RegExp][] = [
  ['{"a":1}\n{"b":1}', /^line 2 has no a, which the first row has$/],
  ['{"a":1}\n{"a":1,"b":1}', /^line 2 has b, which the first row does not have$/],
  ['{"a":"x"}', /^line 1: a is "x", no number$/],
  ["[1]\n5", /^line 2 is neither a list of numbers nor an object$/],
  ["[1]\n[NaN]", /^line 2 is not JSON$/],
  ['[1,"2"]', /^line 1 is not a list of numbers$/],
];
for (const [text, message] of wrongLines) {
  Deno.test(`JSON lines refused: ${JSON.stringify(text)}`, () => {
    assert.throws(() => fromJsonLines(text), { name: "SampleError", message });
  });
}

Deno.test("semicolons separate, with decimal points or commas", () => {
  assert.deepEqual(plain(fromDelimited("w;b\n1,5;-2,5e1\n2.5;3\n", {})), {
    rows: [[1.5, -25], [2.5, 3]],
    names: ["w", "b"],
  });
  assert.throws(
    () => fromDelimited("5;2\n1,5,5;2\n", {}),
    /^SampleError: line 2, column 1: "1,5,5" is not a/,
  );
  assert.deepEqual(plain(fromDelimited("1,5\n2,6\n", {})).rows, [[1, 5], [2, 6]]);
});

Deno.test("the index that pandas writes is left out, a first column of numbers is not", () => {
  assert.deepEqual(plain(fromDelimited(",w\n0,0.5\n1,0.25\n", {})), {
    rows: [[0.5], [0.25]],
    names: ["w"],
    notes: ["column 1 counts the rows and is left out"],
  });
  assert.equal(fromDelimited(",w\n0,0.5\n2,0.25\n", {}).rows[0]!.length, 2);
});

Deno.test("numeric headers are asked about, and only what can be one", () => {
  for (const text of ["0,1\n0.5,2\n", "1\t2\t3\n4\t5\t6\n", "0\n0.5\n"]) {
    const tabs = text.includes("\t");
    assert.throws(() => fromDelimited(text, { tabs }), UsageError);
    const [named, all] = [true, false].map((header) => fromDelimited(text, { tabs, header }));
    assert.deepEqual([named!.rows.length, all!.rows.length], [1, 2]);
  }
  for (const text of ["0,1\n", "0,2\n1,1\n", "0\n3\n", "-0,1\n2,3\n"]) fromDelimited(text, {});
});

Deno.test("columns of a reference are put in the order of the samples' by name", () => {
  const samples: Table = { rows: [[1, 2], [3, 4]], names: ["a", "b"] };
  assert.deepEqual(plain(aligned({ rows: [[9, 8]], names: ["b", "a"] }, samples)).rows, [[8, 9]]);
  assert.deepEqual(aligned({ rows: [[9, 8]] }, samples).rows, [[9, 8]]);
  assert.deepEqual(aligned({ rows: [[9], [8]], names: ["gradient"] }, samples).rows, [[9], [8]]);
  assert.throws(() => aligned({ rows: [[9, 8]], names: ["a", "c"] }, samples), /has no column "b"/);
  assert.throws(() => aligned({ rows: [[9, 8, 7]], names: ["a", "b", "c"] }, samples), /has a column "c"/);
});
