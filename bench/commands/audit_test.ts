import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";
import { npy } from "../audit/testing.ts";
import { runCommand } from "../command_line.ts";
import { auditCommand } from "./audit.ts";

const DRAWS = 5500;

/** Draws of 3 coordinates about (1, −2, 0), one of which may be biased. */
function draws(bias = 0, noise = 1): number[][] {
  const z = normals(key(1), 3 * DRAWS);
  const own = normals(foldIn(key(1), 1), 3 * DRAWS);
  return Array.from({ length: DRAWS }, (_, i) =>
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
  "good.npy": npy({ shape: `(${DRAWS}, 3)`, data: Float32Array.from(draws().flat()) }),
  "few.csv": csv(draws().slice(0, 500)),
  "copied.csv": csv(Array.from({ length: 10 }, () => draws().slice(0, 550)).flat()),
  "each-ten-times.csv": csv(draws().slice(0, 550).flatMap((row) => Array.from({ length: 10 }, () => row))),
  "drifting.csv": csv(draws().map(([a, b, c], i) => [a!, b! + i / DRAWS - 0.5, c!])),
  "numbered.csv": csv(draws(), "0,1,2\n"),
  "wide-noise.csv": csv(draws().map(([a, b, c]) => [3 * (a! - 1) + 1, 3 * (b! + 2) - 2, 3 * c!])),
  "overflow.csv": csv(draws().map(([a, b]) => [a!, b!, 5e160])),
  "above.csv": "1,-2,5e160\n",
  "tiny.csv": csv(draws().map((row) => row.map((value) => value * 1e-200))),
  "zero.csv": "0,0,0\n",
  "deep.npy": npy({ shape: `(${DRAWS}, 1, 3)`, descr: "<f8", data: Float64Array.from(draws(0.5).flat()) }),
  "wide.npy": npy({ shape: "(100000000, 0)", data: new Float32Array(0) }),
  "exact.csv": "1,-2,0\n",
  "column.tsv": "1\n-2\n0\n",
  "exact.npy": npy({ shape: "(3,)", data: Float32Array.of(1, -2, 0) }),
  "two.csv": "1,2\n",
  "nan.csv": "a,b,c\n1,2,3\n1,nan,3\n",
  "word.csv": "4,2,3\n1,x,3\n",
  "huge.csv": "4,2,3\n1,-1e308,3\n",
  "empty.csv": "a,b,c\n",
  "broken.jsonl": "[1,2,3]\n[1,2\n",
  "object.jsonl": '{"a":1}\n{"a":null}\n',
  "ragged.csv": "4,2,3\n1,2\n",
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
  ["good.csv --reference exact.csv", 0, /^no bias found/],
  ["good.npy --reference exact.npy", 0, /draws {15}5500 of 3 coordinates, 0 of them constant/],
  ["good.npy --reference column.tsv", 0, /first error rate .* at most 0\.001, over all/],
  [
    "biased.csv --reference exact.csv",
    3,
    /^biased: .*\n.*\n.*rejected {12}1 coordinates\n[^]* 1 \(w\.scale\) +-1\.\d+ +-2 /,
  ],
  ["deep.npy --reference exact.csv", 3, /worst 3 coordinates\n.*\n {4}1 +-1\.\d+ +-2 /],
  ["biased.csv --against good.csv", 3, /^biased/],
  [
    "slightly.jsonl --against good.npy --detect 0.2",
    0,
    /standard deviations of one draw is missed with chance 0\.001/,
  ],
  ["slightly.jsonl --against good.npy --paired", 3, /standard deviations of one difference is missed/],
  [
    "good.csv --reference exact.csv --alpha 0.01 --power 0.9 --batch 5",
    0,
    /chance at most 0\.01,.*\n.*biased by 0\.\d+ .* chance 0\.1\n/,
  ],
  [
    "good.csv --reference exact.csv --tolerance 10 --absolute-tolerance 0",
    0,
    /expected +standard errors[^]* 0 +1 /,
  ],
  [
    "few.csv --reference exact.csv",
    3,
    /^cannot say .*\n +because +500 draws find a bias of 0\.3.* about 4\d00 draws/,
  ],
  ["few.csv --reference exact.csv --detect 0.4", 0, /^no bias found/],
  [
    "copied.csv --reference exact.csv",
    3,
    /^cannot say .*\n +because .*4950 of 5500 rows are copies of others/,
  ],
  ["each-ten-times.csv --reference exact.csv", 3, /^cannot say .*\n +because .*4950 of 5500 rows are copies/],
  ["copied.csv --reference exact.csv --independent", 3, /^biased/],
  [
    "drifting.csv --reference exact.csv",
    3,
    /^cannot say .*\n +because .*rows follow each other, most at coordinate 1:/,
  ],
  ["numbered.csv --reference exact.csv --header yes", 0, /\n {4}\d \([012]\) /],
  ["numbered.csv --reference exact.csv --header no", 0, /draws {15}5501 of 3/],
  [
    "wide-noise.csv --against good.csv --detect 0.2",
    0,
    /variance {12}9(\.\d+)? times that of the reference \[8\.\d+, 9\.\d+\]/,
  ],
  [
    "good.csv --reference exact.csv",
    0,
    /detectable bias {5}in the gradient's units 0\.089 to 0\.0904, median/,
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
  [
    "overflow.csv --reference zero.csv",
    1,
    /draw 0 is 5e\+160 at coordinate 2: every value must be at most 1e\+75/,
  ],
  [
    "good.csv --reference above.csv",
    1,
    /the reference is 5e\+160 at coordinate 2: every value must be at most/,
  ],
  ["tiny.csv --reference zero.csv", 1, /coordinate 0: its values are too large or too small to be squared/],
  ["numbered.csv --reference exact.csv", 2, /the first line is 0, 1, 2: say --header yes if these are names/],
  ["word.csv --reference exact.csv", 1, /word\.csv: line 2, column 2: "x" is not a number$/],
  ["empty.csv --reference exact.csv", 1, /empty\.csv: no rows$/],
  ["wide.npy --reference exact.csv", 1, /wide\.npy: shape \(100000000, 0\) holds no values$/],
  ["endless.csv --reference exact.csv", 1, /endless\.csv has 1099511627776 bytes; wanted at most 536870912/],
  ["folder.csv --reference exact.csv", 1, /folder\.csv is not a file$/],
  ["ragged.csv --reference exact.csv", 1, /draw 1 has 2 coordinates, expected 3$/],
  ["broken.jsonl --reference exact.csv", 1, /broken\.jsonl: line 2 is not JSON$/],
  ["object.jsonl --reference exact.csv", 1, /line 2: a is null, no number$/],
  ["good.csv --reference two.csv", 1, /the reference has 2 coordinates, the draws have 3$/],
  ["good.csv --reference good.npy", 1, /a reference is one row, this has 5500; for draws .* use --against$/],
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
  ["good.csv --reference exact.csv --header maybe", 2, /--header is "maybe"/],
  ["good.csv --reference exact.csv --detect 0", 2, /--detect is "0"; wanted a number above 0/],
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

Deno.test("--json is the same result for programs, and --out a page", async () => {
  const page = await Deno.makeTempFile({ suffix: ".html" });
  try {
    const { code, out } = await run(`biased.csv --against good.csv --json --out=${page}`);
    const { verdict, draws, design, worst, variance } = JSON.parse(out);
    assert.deepEqual([code, verdict, draws, design], [3, "biased", DRAWS, "independent"]);
    assert.deepEqual([worst.length, worst[0].name, worst[0].index], [3, "w.scale", 1]);
    assert.ok(variance.total.low < 1 && variance.total.high > 1);
    const html = await Deno.readTextFile(page);
    assert.match(
      html,
      /^<!doctype html><html lang="en">.*<h1>biased: the mean of .*biased\.csv is not that of/s,
    );
    assert.match(html, /<td>1 \(w\.scale\)<\/td>/);
  } finally {
    await Deno.remove(page);
  }
});
