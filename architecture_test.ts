import assert from "node:assert/strict";
import { basename, dirname, relative, resolve } from "node:path";

const ROOT = import.meta.dirname!;
const ROOMS = ["estimators", "models", "bench", "reports"];
/** What each room may import of others; what needs no tfjs is open to all. */
const MAY_IMPORT: Readonly<Record<string, readonly RegExp[]>> = {
  estimators: [],
  models: [/^estimators\/(mod|did_you_mean|runtime|random\/mod|testing\/\w+)\.ts$/],
  bench: [
    /^(estimators|models)\/mod\.ts$/,
    /^estimators\/(did_you_mean|conformance|backend\/products\/paths|random\/mod|testing\/\w+)\.ts$/,
    /^deno\.json$/, // the version
    /^models\/datasets\/(formats\/\w+|fixtures)\.ts$/, // bench/faults gives them damaged files
  ],
  reports: [
    /^bench\/((store|stats)\/mod|command_line)\.ts$/,
    /^bench\/experiments\/(contracts|\w+\/contract)\.ts$/,
    /^((estimators\/labels|models\/descriptions)\.ts|deno\.json)$/,
  ],
};
/** What a report reads, which needs no tfjs. */
const WITHOUT_TFJS = [
  /^bench\/(stats|store)\//,
  /^bench\/(command_line|experiments\/contracts)\.ts$/,
  /^reports\//,
  /^(estimators\/(labels|random\/mod)|models\/descriptions)\.ts$/,
];

/**
 * Where an experiment may be named outside its two folders: registries, suites, the answer of page and README, and
 * verdicts that the records of several experiments decide.
 */
const MAY_NAME_EXPERIMENTS =
  /(^|\/)registry\.ts$|^bench\/experiments\/contracts\.ts$|^bench\/suites\/|^reports\/(document\/answer_json|commands\/readme_result|answer\/\w+)\.ts$|^reports\/verdicts\//;
/** The same word with another meaning: a key by its purpose, the part of a published table, a word of a title. */
const OTHER_MEANINGS: readonly string[] = [
  "bench/experiments/shared/cells.ts names training",
  "bench/train/zoo_trainee.ts names training",
  "bench/experiments/replication/experiment.ts names training",
  "reports/experiments/replication/rows.ts names training",
  "reports/experiments/equal_cost/chart.ts names cost",
];
const MOST_LINES = 260;
const MOST_SOURCES = 25;

/** A source file, its path relative to the root. */
interface Source {
  readonly path: string;
  readonly lines: number;
  /** Without comments, whose examples import too. */
  readonly code: string;
  /** Static and dynamic imports of files, types too: paths relative to the root. */
  readonly imports: readonly string[];
  /** Those that are still there at run time: no `import type`. */
  readonly values: readonly string[];
  /** Imports of packages. */
  readonly packages: readonly string[];
}

async function* paths(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`${ROOT}/${folder}`)) {
    if (isDirectory) yield* paths(`${folder}/${name}`);
    else if (name.endsWith(".ts")) yield `${folder}/${name}`;
  }
}

/** Code without `import type` and `export type … from`, of which nothing is left at run time. */
function withoutTypes(code: string): string {
  return code.replaceAll(/^(?:import|export) type [^;]*? from "[^"]+";$/gm, "");
}

async function read(path: string): Promise<Source> {
  const text = await Deno.readTextFile(`${ROOT}/${path}`);
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const specifiersOf = (source: string) =>
    [...source.matchAll(/(?:from|import|import\()\s*"([^"]+)"/g)].map(([, own]) => own!);
  const filesOf = (source: string) =>
    specifiersOf(source).filter((own) => own.startsWith("."))
      .map((own) => relative(ROOT, resolve(ROOT, dirname(path), own)));
  return {
    path,
    code,
    lines: text.split("\n").length - 1,
    imports: filesOf(code),
    values: filesOf(withoutTypes(code)),
    packages: specifiersOf(code).filter((own) => !own.startsWith(".")),
  };
}

const files: readonly Source[] = await Promise.all(
  ["mod.ts", ...(await Promise.all(ROOMS.map((room) => Array.fromAsync(paths(room))))).flat()].map(read),
);
/** AssemblyScript has imports of its own. */
const sources = files.filter(({ path }) => !path.includes("/assembly/"));
const byPath = new Map(sources.map((source) => [source.path, source]));
const roomOf = (path: string) => path.split("/")[0]!;

for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
  Deno.test(`${room} imports other rooms only downwards and through their mod.ts`, () => {
    const wrong = sources.filter(({ path }) => roomOf(path) === room).flatMap(({ path, imports }) =>
      imports.filter((target) => roomOf(target) !== room)
        .filter((target) => !allowed.some((pattern) => pattern.test(target)))
        .map((target) => `${path} imports ${target}`)
    );
    assert.deepEqual(wrong, []);
  });
}

/** Files that are reached from some, those included. */
function reached(starts: readonly string[], by: "imports" | "values" = "imports"): Source[] {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const source = byPath.get(path);
    if (source === undefined || seen.has(path)) return;
    seen.add(path);
    source[by].forEach(visit);
  };
  starts.forEach(visit);
  return [...seen].map((path) => byPath.get(path)!);
}

Deno.test("a report needs no tfjs: nothing that it reaches imports it", () => {
  const starts = sources.map(({ path }) => path).filter((path) =>
    !path.endsWith("_test.ts") && WITHOUT_TFJS.some((start) => start.test(path))
  );
  const seen = reached(starts);
  const wrong = seen.filter(({ packages }) => packages.some((name) => name.startsWith("@tensorflow")));
  assert.deepEqual(wrong.map(({ path }) => path), []);
  assert.ok(seen.length > 10, "the walk found too few files to mean anything");
});

/** What Node and browsers run, too; the conformance suite needs node:assert, which is not meant for browsers. */
const { exports }: { readonly exports: Readonly<Record<string, string>> } = JSON.parse(
  await Deno.readTextFile(`${ROOT}/deno.json`),
);
const PORTABLE = Object.entries(exports).filter(([door]) => door !== "./conformance");
/** What they or Node 20 do not have: only `estimators/runtime.ts` asks for it, at run time. A type is none. */
const DENO_ALONE =
  /(?:from |^import |(?<!typeof )import\()"(?:node:|[^"]*tfjs-node)|(?<!\.)\bDeno\.(?=[a-z])|new Deno\b|Uint8Array\.from(?:Base64|Hex)|\busing \w+ =|\.fromAsync\(|\.groupBy\(|\.withResolvers\(/m;

for (const [door, file] of PORTABLE) {
  Deno.test(`${door} of the package runs in Node and browsers: all that it reaches names nothing of Deno's`, () => {
    const seen = reached([file.replace("./", "")], "values");
    const wrong = seen.filter(({ path, code }) =>
      path !== "estimators/runtime.ts" && DENO_ALONE.test(withoutTypes(code))
    );
    assert.deepEqual(
      wrong.map(({ path, code }) => `${path}: ${DENO_ALONE.exec(withoutTypes(code))?.[0]}`),
      [],
    );
    assert.ok(seen.length > 20, "the walk found too few files to mean anything");
  });
}

Deno.test("no door for users reaches the store, a command or a process of a run", () => {
  const seen = reached(PORTABLE.map(([, file]) => file.replace("./", "")), "values");
  const wrong = seen.filter(({ path }) =>
    /^(bench\/(store|commands|run|rights|faults|peer)|reports)\//.test(path)
  );
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

Deno.test("a launcher, which may start programs, reaches no package", () => {
  const seen = reached(sources.map(({ path }) => path).filter((path) => path.endsWith("/launcher.ts")));
  const wrong = seen.flatMap(({ path, packages, code }) => [
    ...packages.filter((name) => !name.startsWith("node:")).map((name) => `${path} imports ${name}`),
    ...(/\bimport\(/.test(code) ? [`${path} imports something at run time`] : []),
  ]);
  assert.deepEqual(wrong, []);
  assert.ok(seen.length > 5, "the walk found too few files to mean anything");
});

Deno.test("only commands, benches, tests, the processes of a run and a table that a user asks for print or exit", () => {
  const wrong = sources.filter(({ path, code }) =>
    !/\/commands\/|(command_line|_test|_bench|worker|asking|launcher|compare_gradients)\.ts$/.test(path) &&
    /\bconsole\.(?!assert)|Deno\.exit\(/.test(code)
  );
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Groups of nodes each of which reaches all others of its group. */
function circles(graph: Graph): string[][] {
  const reachable = (start: string) => {
    const seen = new Set<string>();
    const visit = (node: string): void =>
      graph.get(node)?.forEach((next) => {
        if (seen.has(next)) return;
        seen.add(next);
        visit(next);
      });
    visit(start);
    return seen;
  };
  const from = new Map([...graph.keys()].map((node) => [node, reachable(node)]));
  const groups = [...from].filter(([node, reached]) => reached.has(node)).map(([node, reached]) =>
    [...reached].filter((other) => from.get(other)?.has(node)).sort()
  );
  return [...new Map(groups.map((group) => [group.join(), group])).values()];
}

/** What tests and benches are made of: it may look at everything, and nothing else imports it. */
const FOR_TESTS = /(_test|_bench|(^|_)fixtures|(^|_)testing)\.ts$/;

/** Which parts of a folder, files and folders, import which. */
function partsOf(folder: string): Graph {
  const partOf = (path: string) =>
    folder === ""
      ? roomOf(path)
      : path.startsWith(`${folder}/`)
      ? path.slice(folder.length + 1).split("/")[0]!
      : "";
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of sources) {
    const part = partOf(path);
    if (part === "" || FOR_TESTS.test(basename(path))) continue;
    const others = imports.filter((target) => byPath.has(target)).map(partOf);
    const own = graph.get(part) ?? new Set();
    for (const other of others) if (other !== "" && other !== part) own.add(other);
    graph.set(part, own);
  }
  return graph;
}

/** The root as "", and every folder of the rooms. */
const folders = new Set(sources.flatMap(({ path }) => {
  const parts = path.split("/");
  return parts.map((_, i) => parts.slice(0, i).join("/"));
}));

Deno.test("a circle is found, and what only leads to it is no part of it", () => {
  const graph = { a: ["b"], b: ["c"], c: ["b", "d"], d: [], e: ["e"] };
  const found = circles(new Map(Object.entries(graph).map(([node, next]) => [node, new Set(next)])));
  assert.deepEqual(found, [["b", "c"], ["e"]]);
});

Deno.test("no files import each other in a circle, types included", () => {
  const found = circles(new Map(sources.map(({ path, imports }) => [path, new Set(imports)])));
  assert.deepEqual(found, []);
});

Deno.test("the parts of a folder do not import each other in a circle", () => {
  const found = [...folders].flatMap((folder) =>
    circles(partsOf(folder)).map((parts) => `${folder}: ${parts.join(", ")} are in a circle`)
  );
  assert.deepEqual(found, []);
});

Deno.test(`no file has more than ${MOST_LINES} lines`, () => {
  const long = files.filter(({ lines }) => lines > MOST_LINES);
  assert.deepEqual(long.map(({ path, lines }) => `${path}: ${lines}`), []);
});

Deno.test(`no folder has more than ${MOST_SOURCES} sources, tests aside`, () => {
  const wide = [...folders].map((folder) => {
    const own = files.filter(({ path }) => dirname(path) === folder && !path.endsWith("_test.ts"));
    return { folder, count: own.length };
  }).filter(({ count }) => count > MOST_SOURCES);
  assert.deepEqual(wide, []);
});

/** A name of one word means other things too: as text alone it is surely the experiment's. */
function naming(name: string): RegExp {
  return new RegExp(name.includes("_") ? `\\b${name}\\b(?!\\.ts)` : `["'\`]${name}["'\`]`);
}

Deno.test("outside its two folders nothing names an experiment", () => {
  const names = [...folders].flatMap((folder) => /^bench\/experiments\/(\w+)$/.exec(folder)?.[1] ?? [])
    .filter((name) => byPath.has(`bench/experiments/${name}/contract.ts`));
  assert.ok(names.length > 5, "the walk found too few experiments to mean anything");
  const found = sources.filter(({ path }) =>
    /^(bench|reports)\//.test(path) && !FOR_TESTS.test(basename(path)) && !path.includes("/testing/") &&
    !MAY_NAME_EXPERIMENTS.test(path)
  ).flatMap(({ path, code, imports }) =>
    names.filter((name) => {
      const own = (other: string) =>
        /^(bench|reports)\/experiments\/\w+\//.exec(other)?.[0].includes(`/${name}/`);
      if (own(path)) return false;
      return imports.some(own) || naming(name).test(code);
    }).map((name) => `${path} names ${name}`)
  );
  assert.deepEqual(found.sort(), [...OTHER_MEANINGS].sort());
});
