/**
 * Where the numbers come from: configuration, seeds, data, machines, records, and what is not in them.
 * @module
 */
import {
  type BenchRecord,
  configurationHash,
  type Environment,
  type Manifest,
  sha256,
} from "../bench/store/mod.ts";
import { groupBy } from "./analysis/select.ts";
import { estimatorStyle } from "./charts/styles.ts";
import { formatNumber, listing, plural } from "./format.ts";
import { type Block, code, type Inline, paragraph, type Table } from "./html/document.ts";
import { SECTIONS } from "./sections/registry.ts";

/** What a report is made from. */
export interface ReportInput {
  /** Cells in any order. */
  readonly records: readonly BenchRecord[];
  /** Machines by the id that records name. */
  readonly environments: ReadonlyMap<string, Environment>;
  /** The resolved configuration of the run, where the folder has it. */
  readonly manifest?: Manifest | undefined;
  /** What the reader of the store tolerated. */
  readonly notices?: readonly string[];
}

/** One hash for all records: of their content, whatever their order. */
export function recordsDigest(records: readonly BenchRecord[]): string {
  return sha256(records.map(recordDigest).sort().join("\n"));
}

/** Hash of one record's content: the one that its line in the store carries. */
export function recordDigest(record: BenchRecord): string {
  const known = digests.get(record);
  if (known !== undefined) return known;
  const digest = configurationHash(record);
  digests.set(record, digest);
  return digest;
}

const digests = new WeakMap<BenchRecord, string>();

/** First words of {@linkcode producedBy}. */
export const PRODUCED = "Made by";

/** What produced the records, in one sentence: suite, data, seeds, machine, software. */
export function producedBy({ records, environments, manifest }: ReportInput): string {
  const configuration = manifest?.configuration ?? {};
  const setting = (...names: readonly string[]) =>
    names.map((name) => configuration[name]).find((value) =>
      typeof value === "string" || typeof value === "number"
    );
  const used = new Set(records.map(({ environment }) => environment));
  const machines = [...environments.values()].filter(({ id }) => used.has(id));
  const facts = (names: readonly string[], inWords: (...values: readonly string[]) => string) =>
    listing([
      ...new Set(machines.map(({ description }) =>
        inWords(...names.map((name) => String(description[name] ?? "not recorded")))
      )),
    ].sort()) || "not recorded";
  const seeds = new Set(records.map(({ seed }) => seed)).size;
  return [
    `${PRODUCED} suite ${setting("name", "suite") ?? "not recorded"}`,
    `data ${listing([...new Set(records.map(({ dataset }) => dataset.name))].sort())}`,
    plural(seeds, "seed"),
    `random seed ${setting("seed") ?? "not recorded"}`,
    `machine ${facts(["cpu", "cores"], (cpu, cores) => `${cpu} with ${cores} cores`)}`,
    `backend ${facts(["backend", "blas"], (backend, blas) => `${backend} with BLAS ${blas}`)}`,
    `commit ${facts(["commit"], (commit = "") => commit.slice(0, 12))}.`,
  ].join("; ");
}

/** The section on provenance. */
export function provenanceBlocks(input: ReportInput): Block[] {
  const { records, environments, manifest, notices = [] } = input;
  const used = new Set(records.map(({ environment }) => environment));
  const machines = [...environments.values()].filter(({ id }) => used.has(id))
    .sort((a, b) => a.id.localeCompare(b.id, "en"));
  return [
    paragraph(
      `${plural(records.length, "record")} of ${
        plural(new Set(records.map(({ run }) => run)).size, "run")
      }; ` +
        "sha256 over the hashes of all records: ",
      code(recordsDigest(records)),
      ". Ids and hashes of the single records are in ",
      { kind: "link", href: "data/records.csv", text: "data/records.csv" },
      ".",
    ),
    ...notices.map((notice) => paragraph(notice)),
    { kind: "table", table: runsTable(records, manifest) },
    { kind: "table", table: machinesTable(machines) },
  ];
}

/** Skipped and failed cells, one row per reason. */
export function unfinishedTable(records: readonly BenchRecord[]): Table {
  const cells = records.filter(({ status }) => status !== "done");
  const groups = groupBy(
    cells,
    ({ experiment, model, estimator, status, reason }) =>
      JSON.stringify([experiment, model, estimator, status, reason ?? "no reason stored"]),
  );
  return {
    name: "unfinished",
    caption: "Cells that were skipped or failed, and why",
    columns: ["experiment", "model", "estimator", "status", "reason", "seeds"].map((label) => ({
      label,
      align: label === "reason" ? "prose" : "text",
    })),
    rows: [...groups].map(([key, group]) => {
      const [experiment, model, estimator, status, reason] = JSON.parse(key) as string[];
      const seeds = seedsInWords([...new Set(group.map(({ seed }) => seed))].sort((a, b) => a - b));
      return [
        code(experiment ?? ""),
        model,
        estimatorStyle(estimator ?? "").label,
        status,
        reason,
        seeds,
      ] as Inline[];
    }),
  };
}

/** Experiments of this report that the records hold nothing of. */
export function missingExperiments(records: readonly BenchRecord[]): string[] {
  const present = new Set(
    records.filter(({ status }) => status === "done").map(({ experiment }) => experiment),
  );
  return SECTIONS.map(({ experiment }) => experiment).filter((experiment) => !present.has(experiment));
}

function runsTable(records: readonly BenchRecord[], manifest: Manifest | undefined): Table {
  const datasets = new Map(records.map(({ dataset }) => [dataset.name, dataset.sha256]));
  const seeds = [...new Set(records.map(({ seed }) => seed))].sort((a, b) => a - b);
  const counts = groupBy(records, ({ status }) => status);
  const rows: Inline[][] = [
    ["runs (hash of the configuration)", listing([...new Set(records.map(({ run }) => run))].sort())],
    ["data sets (sha256)", listing([...datasets].sort().map(([name, hash]) => `${name} (${hash})`))],
    ["seeds", seedsInWords(seeds)],
    ["cells", listing([...counts].map(([status, group]) => `${group.length} ${status}`))],
  ];
  const configuration = Object.entries(manifest?.configuration ?? {}).map(([name, value]): Inline[] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    name: "configuration",
    caption: "Configuration",
    columns: [{ label: "setting", align: "text" }, { label: "value", align: "prose" }],
    rows: [...rows, ...configuration],
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
      ...machines.map(({ description }) => String(description[fact] ?? "not recorded")),
    ]),
  };
}

function seedsInWords(seeds: readonly number[]): string {
  const [first = 0, last = 0] = [seeds[0], seeds.at(-1)];
  const consecutive = seeds.length > 2 && last - first + 1 === seeds.length;
  return consecutive ? `${formatNumber(first, 6)} to ${formatNumber(last, 6)}` : seeds.join(", ");
}
