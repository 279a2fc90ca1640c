/**
 * Where the numbers come from: configuration, seeds, data, machines, records, and what is not in them.
 * @module
 */
import {
  type BenchRecord,
  type Completeness,
  type Environment,
  type Manifest,
  recordHash,
  sha256,
} from "../../bench/store/mod.ts";
import { groupBy } from "../analysis/select.ts";
import { MOST_LINES } from "../files/data_files.ts";
import { estimatorStyle } from "../look/styles.ts";
import { formatNumber, listing, plural } from "../look/format.ts";
import { type Block, code, type Inline, paragraph, type Table } from "../page/blocks.ts";
import { commitsOf } from "./commits.ts";
import { machinesOfTimes } from "./machines_of_times.ts";
import { tableBlock } from "./table_blocks.ts";
import { cellsInWords, completenessBlocks } from "./completeness.ts";

/** What a report is made from. */
export interface ReportInput {
  /** Cells in any order. */
  readonly records: readonly BenchRecord[];
  /** Machines by the id that records name. */
  readonly environments: ReadonlyMap<string, Environment>;
  /** The resolved configurations of the runs, where the folders have them. */
  readonly manifests?: readonly Manifest[];
  /** How much of each experiment is done, where the runs say what they planned. */
  readonly completeness?: readonly Completeness[];
  /** What the reader of the store tolerated. */
  readonly notices?: readonly string[];
}

/** One hash for all records: of their content, whatever their order. */
function recordsDigest(records: readonly BenchRecord[]): string {
  return sha256(records.map(recordHash).sort().join("\n"));
}

/** What produced the records, in one sentence: suite, data, seeds, machine, software, and how much is done. */
export function producedBy({ records, environments, manifests, completeness = [] }: ReportInput): string {
  const configuration = manifests?.[0]?.configuration ?? {}; // what is read here is the same in all
  const setting = (...names: readonly string[]) =>
    names.map((name) => configuration[name]).find((value) =>
      typeof value === "string" || typeof value === "number"
    );
  const used = new Set(records.map(({ environment }) => environment));
  const machines = [...environments.values()].filter(({ id }) => used.has(id));
  const facts = (names: readonly string[], inWords: (...values: readonly string[]) => string) =>
    listing([
      ...new Set(
        machines.map(({ description }) => inWords(...names.map((name) => factInWords(description[name])))),
      ),
    ].sort()) || "not recorded";
  const cells = cellsInWords(completeness);
  return [
    `Made by suite ${setting("name", "suite") ?? "not recorded"}`,
    `data ${listing([...new Set(records.map(({ dataset }) => dataset.name))].sort())}`,
    seedsByExperiment(records),
    `random seed ${setting("seed") ?? "not recorded"}`,
    `machine ${facts(["cpu", "cores"], (cpu, cores) => `${cpu} with ${cores} cores`)}`,
    `backend ${facts(["backend", "blas"], (backend, blas) => `${backend} with BLAS ${blas}`)}`,
    `commit ${listing(commitsOf({ environments: machines, manifests })) || "not recorded"}`,
    ...(cells === undefined ? [] : [cells]),
  ].join("; ") + ".";
}

/** `1 seed`; where experiments have different numbers, `5 seeds in training, 1 in all others`. */
function seedsByExperiment(records: readonly BenchRecord[]): string {
  const counts = [...groupBy(records, ({ experiment }) => experiment)].map(([experiment, own]) => ({
    experiment,
    seeds: new Set(own.map(({ seed }) => seed)).size,
  })).sort((a, b) => b.seeds - a.seeds || (a.experiment < b.experiment ? -1 : 1));
  const groups = [...groupBy(counts, ({ seeds }) => String(seeds)).values()];
  const [most = [], ...fewer] = groups;
  const first = plural(most[0]?.seeds ?? 0, "seed");
  if (fewer.length === 0) return first;
  const names = (group: typeof counts) => listing(group.map(({ experiment }) => experiment));
  return [
    `${first} in ${names(most)}`,
    ...fewer.map((group, i) =>
      `${group[0]?.seeds} in ${i === fewer.length - 1 ? "all others" : names(group)}`
    ),
  ].join(", ");
}

/** The section on provenance. */
export function provenanceBlocks(input: ReportInput): Block[] {
  const { records, environments, manifests = [], completeness = [], notices = [] } = input;
  const used = new Set(records.map(({ environment }) => environment));
  const machines = [...environments.values()].filter(({ id }) => used.has(id))
    .sort((a, b) => a.id.localeCompare(b.id, "en"));
  return [
    paragraph(producedBy(input)),
    paragraph(
      `${plural(records.length, "record")} of ${
        plural(new Set(records.map(({ run }) => run)).size, "run")
      }; ` +
        "sha256 over the hashes of all records: ",
      code(recordsDigest(records)),
      records.length > MOST_LINES
        ? `. There are too many for a line of each (more than ${MOST_LINES}): all seeds of a cell have one line in `
        : ". Ids and hashes of the single records are in ",
      { kind: "link", href: "data/records.csv", text: "data/records.csv" },
      ".",
    ),
    ...completenessBlocks(completeness),
    ...notices.map((notice) => paragraph(notice)),
    ...machinesOfTimes(records).map((notice) => paragraph(notice)),
    tableBlock(runsTable(records, manifests), { folded: true }),
    tableBlock(machinesTable(machines), { folded: true }),
  ];
}

const NO_REASON = "no reason stored";

/** Skipped and failed cells, one row per reason. */
export function unfinishedTable(records: readonly BenchRecord[]): Table {
  const cells = records.filter(({ status }) => status !== "done");
  const groups = groupBy(
    cells,
    ({ experiment, model, estimator, status, reason }) =>
      JSON.stringify([experiment, model, estimator, status, reason ?? NO_REASON]),
  );
  return {
    name: "unfinished",
    caption: "Cells that were skipped or failed, and why",
    columns: ["experiment", "model", "estimator", "status", "reason", "seeds"].map((label) => ({
      label,
      align: label === "reason" ? "prose" : "text",
    })),
    rows: [...groups.values()].map((group) => {
      const { experiment, model, estimator, status, reason = NO_REASON } = group[0] as BenchRecord;
      const seeds = seedsInWords([...new Set(group.map(({ seed }) => seed))].sort((a, b) => a - b));
      return [
        code(experiment),
        model,
        estimatorStyle(estimator).label,
        status,
        reason,
        seeds,
      ] as Inline[];
    }),
  };
}

function runsTable(records: readonly BenchRecord[], manifests: readonly Manifest[]): Table {
  const datasets = new Map(records.map(({ dataset }) => [dataset.name, dataset.sha256]));
  const seeds = [...new Set(records.map(({ seed }) => seed))].sort((a, b) => a - b);
  const counts = groupBy(records, ({ status }) => status);
  const rows: Inline[][] = [
    ["runs (hash of the configuration)", runsInWords(records)],
    ["data sets (sha256)", listing([...datasets].sort().map(([name, hash]) => `${name} (${hash})`))],
    ["seeds", seedsInWords(seeds)],
    ["cells", listing([...counts].map(([status, group]) => `${group.length} ${status}`))],
  ];
  const configuration = Object.entries(jointConfiguration(records, manifests)).flatMap(
    ([name, value]): Inline[][] =>
      name === "experiments" && isGroup(value)
        ? Object.entries(value).map(([experiment, settings]) => [
          `experiment ${experiment}`,
          settingInWords(settings),
        ])
        : [[name, settingInWords(value)]],
  );
  return {
    name: "configuration",
    caption: "Configuration",
    columns: [{ label: "setting", align: "text" }, { label: "value", align: "prose" }],
    rows: [...rows, ...configuration],
  };
}

/**
 * A setting of a configuration as text, nothing left out: lists with commas, groups as `name: value; …`, groups
 * inside groups in parentheses.
 *
 * @example
 * ```ts
 * import { settingInWords } from "./provenance.ts";
 *
 * const words = settingInWords({ models: ["a", "b"], grid: { inputs: [1, 2], batch: 3 } });
 * console.assert(words === "models: a, b; grid: (inputs: 1, 2; batch: 3)");
 * ```
 */
export function settingInWords(value: unknown): string {
  const inner = (part: unknown) => (isGroup(part) ? `(${settingInWords(part)})` : settingInWords(part));
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(inner).join(", ");
  if (isGroup(value)) {
    return Object.entries(value).map(([name, part]) => `${name}: ${inner(part)}`).join("; ") || "none";
  }
  return typeof value === "string" ? value : JSON.stringify(value) ?? "none";
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A fact of a machine; what repeats its name, as libraries do that print their own, says it once. */
export function factInWords(fact: unknown): string {
  return String(fact ?? "not recorded").replace(/^(\S+) \1(?= )/, "$1");
}

/** Hashes; of several runs also what each of them contributed. */
function runsInWords(records: readonly BenchRecord[]): string {
  const runs = [...groupBy(records, ({ run }) => run)].sort(([a], [b]) => (a < b ? -1 : 1));
  const experiments = (group: readonly BenchRecord[]) =>
    listing([...new Set(group.map(({ experiment }) => experiment))].sort());
  return listing(runs.map(([run, group]) => (runs.length === 1 ? run : `${run} (${experiments(group)})`)));
}

/** The configuration of merged runs: each experiment's settings are those of the run that its records are of. */
function jointConfiguration(
  records: readonly BenchRecord[],
  manifests: readonly Manifest[],
): Readonly<Record<string, unknown>> {
  const [first, ...others] = manifests;
  if (first === undefined || others.length === 0) return first?.configuration ?? {};
  const used = new Map(records.map(({ experiment, run }) => [experiment, run]));
  const settings = manifests.flatMap(({ run, configuration }) =>
    Object.entries(Object(configuration["experiments"]))
      .filter(([name]) => (used.get(name) ?? run) === run)
  );
  return {
    ...first.configuration,
    experiments: Object.fromEntries(settings.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function machinesTable(machines: readonly Environment[]): Table {
  const facts = [...new Set(machines.flatMap(({ description }) => Object.keys(description)))].sort();
  return {
    name: "machines",
    caption: machines.length === 1 ? "Machine and software" : "Machines and software",
    columns: [
      { label: "fact", align: "text" },
      ...machines.map(({ id }) => ({ label: id.slice(0, 12), align: "prose" as const })),
    ],
    rows: facts.map((fact) => [
      fact,
      ...machines.map(({ description }) => factInWords(description[fact])),
    ]),
  };
}

function seedsInWords(seeds: readonly number[]): string {
  const [first = 0, last = 0] = [seeds[0], seeds.at(-1)];
  const consecutive = seeds.length > 2 && last - first + 1 === seeds.length;
  return consecutive ? `${formatNumber(first, 6)} to ${formatNumber(last, 6)}` : seeds.join(", ");
}
