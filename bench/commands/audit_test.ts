import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";
import { npy } from "../audit/testing.ts";
import { runCommand } from "../command_line.ts";
import { auditCommand } from "./audit.ts";

/** 500 draws of 3 coordinates about (1, −2, 0), one of which may be biased. */
function draws(bias = 0, noise = 1): number[][] {
  const z = normals(key(1), 1500);
  const own = normals(foldIn(key(1), 1), 1500);
  return Array.from({ length: 500 }, (_, i) =>
    [1, -2, 0].map((mean, d) => {
      const at = 3 * i + d;
      return mean + (d === 1 ? bias : 0) + noise * (z[at] as number) +
        (1 - noise) * 1e-3 * (own[at] as number);
    }));
}

const csv = (rows: readonly (readonly number[])[], header = "") =>
  header + rows.map((row) => row.join(",")).join("\n") + "\n";
const FILES: Record<string, string | Uint8Array> = {
  "good.csv": csv(draws(), "w.mean,w.scale,b\n"),
  "biased.csv": csv(draws(0.5), "w.mean,w.scale,b\n"),
  "slightly.jsonl": draws(0.01).map((row) => JSON.stringify(row)).join("\n"),
  "good.npy": npy({ shape: "(500, 3)", data: Float32Array.from(draws().flat()) }),
  "deep.npy": npy({ shape: "(500, 1, 3)", descr: "<f8", data: Float64Array.from(draws(0.5).flat()) }),
  "wide.npy": npy({ shape: "(100000000, 0)", data: new Float32Array(0) }),
  "exact.csv": "1,-2,0\n",
  "column.tsv": "1\n-2\n0\n",
  "exact.npy": npy({ shape: "(3,)", data: Float32Array.of(1, -2, 0) }),
  "two.csv": "1,2\n",
  "nan.csv": "a,b,c\n1,2,3\n1,nan,3\n",
  "word.csv": "1,2,3\n1,x,3\n",
  "huge.csv": "1,2,3\n1,-1e308,3\n",
  "empty.csv": "a,b,c\n",
  "broken.jsonl": "[1,2,3]\n[1,2\n",
  "object.jsonl": '{"a":1}\n',
  "ragged.csv": "1,2,3\n1,2\n",
  "table.xlsx": "",
};

async function run(args: string): Promise<{ code: number; out: string; error: string }> {
  const folder = await Deno.makeTempDir({ prefix: "audit-test-" });
  try {
    const named = args.split(" ").filter((arg) => arg !== "");
    for (const name of named.filter((arg) => arg in FILES)) {
      const content = FILES[name] as string | Uint8Array<ArrayBuffer>;
      await Deno.writeFile(
        `${folder}/${name}`,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
    }
    await Deno.mkdir(`${folder}/folder.csv`);
    await Deno.writeFile(`${folder}/endless.csv`, new Uint8Array());
    await Deno.truncate(`${folder}/endless.csv`, 2 ** 40); // sparse: it takes no room
    const lines = { out: [] as string[], error: [] as string[] };
    const code = await runCommand(
      auditCommand,
      named.map((arg) =>
        /\.\w+$/.test(arg) && !arg.startsWith("--") && Number.isNaN(Number(arg)) ? `${folder}/${arg}` : arg
      ),
      { out: (line) => lines.out.push(line), error: (line) => lines.error.push(line) },
    );
    return { code, out: lines.out.join("\n"), error: lines.error.join("\n") };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const verdicts: [args: string, code: number, out: RegExp][] = [
  ["good.csv --reference exact.csv", 0, /^not rejected: no bias found/],
  ["good.npy --reference exact.npy", 0, /draws {15}500 of 3 coordinates, 0 of them constant/],
  ["good.npy --reference column.tsv", 0, /first error rate .* at most 0\.001, over all/],
  [
    "biased.csv --reference exact.csv",
    1,
    /^rejected: .*\n.*\n.*rejected {12}1 coordinates\n.* 1 \(w\.scale\): mean -1\.\d+, expected -2/,
  ],
  ["deep.npy --reference exact.csv", 1, /worst coordinate {4}1: mean -1/],
  ["biased.csv --against good.csv", 1, /^rejected/],
  ["slightly.jsonl --against good.npy", 0, /standard deviations of one draw is missed with chance 0\.001/],
  ["slightly.jsonl --against good.npy --paired", 1, /standard deviations of one difference is missed/],
  [
    "good.csv --reference exact.csv --alpha 0.01 --power 0.9 --batch 5",
    0,
    /chance at most 0\.01,.*\n.*biased by 0\.\d+ .* chance 0\.1$/,
  ],
  [
    "good.csv --reference exact.csv --tolerance 10 --absolute-tolerance 0",
    0,
    /0 standard errors beyond rounding/,
  ],
  ["--help", 0, /^Usage: deno task audit FILE/],
];
for (const [args, code, out] of verdicts) {
  Deno.test(`audit ${args}: exit ${code}`, async () => {
    const result = await run(args);
    assert.equal(result.error, "");
    assert.match(result.out, out);
    assert.equal(result.code, code);
  });
}

const failures: [args: string, code: number, error: RegExp][] = [
  ["nan.csv --reference exact.csv", 1, /^audit: failed: draw 1 is NaN at coordinate 1/],
  [
    "huge.csv --reference exact.csv",
    1,
    /draw 1 is -1e\+308 at coordinate 1: every value must be at most 1e\+75/,
  ],
  ["word.csv --reference exact.csv", 1, /word\.csv: line 2, column 2: "x" is not a number$/],
  ["empty.csv --reference exact.csv", 1, /empty\.csv: no rows$/],
  ["wide.npy --reference exact.csv", 1, /wide\.npy: shape \(100000000, 0\) holds no values$/],
  ["endless.csv --reference exact.csv", 1, /endless\.csv has 1099511627776 bytes; wanted at most 536870912/],
  ["folder.csv --reference exact.csv", 1, /folder\.csv is not a file$/],
  ["ragged.csv --reference exact.csv", 1, /draw 1 has 2 coordinates, expected 3$/],
  ["broken.jsonl --reference exact.csv", 1, /broken\.jsonl: line 2 is not JSON$/],
  ["object.jsonl --reference exact.csv", 1, /line 1 is not a list of numbers$/],
  ["good.csv --reference two.csv", 1, /the reference has 2 coordinates, the draws have 3$/],
  ["good.csv --reference good.npy", 1, /a reference is one row, this has 500; for draws .* use --against$/],
  ["good.csv --reference missing.csv", 1, /missing\.csv does not exist$/],
  ["table.constructor --reference exact.csv", 1, /unknown kind of file/],
  ["table.xlsx --reference exact.csv", 1, /unknown kind of file, the name must end in one of \.csv/],
  ["exact.csv --reference exact.csv", 1, /needs at least 2 draws, got 1$/],
  ["", 2, /name a file of samples \(see deno task audit --help\)$/],
  ["good.csv exact.csv --reference exact.csv", 2, /unexpected argument ".*exact\.csv"/],
  ["good.csv", 2, /give either --reference or --against/],
  ["good.csv --reference exact.csv --against good.npy", 2, /give either/],
  ["good.csv --reference exact.csv --paired", 2, /--paired needs --against/],
  ["good.csv --reference exact.csv --alpha 0", 2, /--alpha is "0"; wanted a number above 0 and below 1/],
  ["good.csv --reference exact.csv --batch 1.5", 2, /--batch is "1\.5"; wanted a whole number of at least 1/],
  ["good.csv --reference exact.csv --tolerance x", 2, /--tolerance is "x"; wanted a number of at least 0/],
  ["good.csv --refrence exact.csv", 2, /unknown flag --refrence; did you mean --reference\?/],
  ["good.csv --reference", 2, /--reference needs FILE/],
];
for (const [args, code, error] of failures) {
  Deno.test(`audit ${args || "without arguments"}: exit ${code}`, async () => {
    const result = await run(args);
    assert.match(result.error, error);
    assert.match(result.error, /^audit: [^\n]*$/);
    assert.deepEqual([result.code, result.out], [code, ""]);
  });
}

Deno.test("what the program does wrong is told as such, not as a bad file", async () => {
  const { readFile } = Deno;
  Deno.readFile = () => Promise.reject(new TypeError("undefined is not a function"));
  try {
    const { code, error } = await run("good.csv --reference exact.csv");
    assert.deepEqual([code, error.includes("failed"), error.includes("\n")], [1, false, false]);
    assert.match(error, /^audit: TypeError: undefined is not a function \(a fault of the program, bench\//);
  } finally {
    Deno.readFile = readFile;
  }
});

Deno.test({
  name: "a file that may not be read is told in one line",
  async fn() {
    const { readFile } = Deno;
    Deno.readFile = () => Promise.reject(new Deno.errors.PermissionDenied("Permission denied (os error 13)"));
    try {
      assert.deepEqual(await run("good.csv --reference exact.csv"), {
        code: 1,
        out: "",
        error: "audit: failed: Permission denied (os error 13)",
      });
    } finally {
      Deno.readFile = readFile;
    }
  },
});
