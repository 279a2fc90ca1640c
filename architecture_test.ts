import assert from "node:assert/strict";
import { dirname, relative, resolve } from "node:path";

const ROOT = import.meta.dirname!;
/** What each folder may import; bench's store and stats, and the random numbers, need no tfjs. */
const MAY_IMPORT: Readonly<Record<string, readonly RegExp[]>> = {
  estimators: [],
  models: [/^estimators\/(mod|did_you_mean|random\/mod|testing\/\w+)\.ts$/],
  bench: [/^(estimators|models)\/mod\.ts$/, /^estimators\/(did_you_mean|random\/mod|testing\/\w+)\.ts$/],
  reports: [
    /^bench\/((store|stats)\/mod|command_line)\.ts$/,
    /^bench\/experiments\/(contracts|\w+\/contract)\.ts$/,
    /^estimators\/random\/mod\.ts$/,
  ],
};
/** Folders of bench that a report reads through, so that it needs no tfjs. */
const WITHOUT_TFJS = [
  "bench/stats",
  "bench/store",
  "bench/experiments/contracts.ts",
  "bench/command_line.ts",
  "reports",
  "estimators/random/mod.ts",
];

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && entry.name !== "assembly") yield* sources(path);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

/** Specifiers of a file's static and dynamic imports, those in examples of comments left out. */
async function imports(path: string): Promise<string[]> {
  const text = (await Deno.readTextFile(path)).replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return [...text.matchAll(/(?:from|import|import\()\s*"([^"]+)"/g)].map((match) => match[1]!);
}

for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
  Deno.test(`${folder} imports other folders only downwards and through their mod.ts`, async () => {
    const wrong: string[] = [];
    for await (const path of sources(`${ROOT}/${folder}`)) {
      for (const specifier of await imports(path)) {
        if (!specifier.startsWith(".")) continue;
        const target = relative(ROOT, resolve(dirname(path), specifier));
        if (target.startsWith(`${folder}/`) || allowed.some((pattern) => pattern.test(target))) continue;
        wrong.push(`${relative(ROOT, path)} imports ${target}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
}

Deno.test("a report needs no tfjs: nothing that it reaches imports it", async () => {
  const seen = new Set<string>();
  const wrong: string[] = [];
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const specifier of await imports(path)) {
      if (specifier.startsWith("@tensorflow")) wrong.push(relative(ROOT, path));
      if (specifier.startsWith(".")) await visit(resolve(dirname(path), specifier));
    }
  };
  for (const start of WITHOUT_TFJS) {
    if (start.endsWith(".ts")) await visit(`${ROOT}/${start}`);
    else {for await (const path of sources(`${ROOT}/${start}`)) {
        if (!path.endsWith("_test.ts")) await visit(path);
      }}
  }
  assert.deepEqual(wrong, []);
  assert.ok(seen.size > 10, "the walk found too few files to mean anything");
});

Deno.test("only commands, benches, tests and workers print or exit", async () => {
  const wrong: string[] = [];
  for (const folder of Object.keys(MAY_IMPORT)) {
    for await (const path of sources(`${ROOT}/${folder}`)) {
      if (/\/commands\/|(command_line|_test|_bench|worker)\.ts$/.test(path)) continue;
      const text = (await Deno.readTextFile(path)).replaceAll(/\/\*[\s\S]*?\*\//g, "");
      if (/\bconsole\.(?!assert)|Deno\.exit\(/.test(text)) wrong.push(relative(ROOT, path));
    }
  }
  assert.deepEqual(wrong, []);
});
