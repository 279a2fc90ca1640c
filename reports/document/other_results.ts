/**
 * Two results folders side by side: machines, backends or versions.
 * @module
 */
import type { Environment } from "../../bench/store/mod.ts";
import { gradientOf } from "../analysis/gradient_parts.ts";
import { type ComparisonRow, headlineRows } from "../comparison/rows.ts";
import { type Change, CHANGE_RULE, changesBetween, numbersOf } from "../difference/changes.ts";
import { type Chart, ends, type Mark } from "../look/chart.ts";
import { dotChart } from "../look/dots.ts";
import { formatInterval, formatNumber, formatP, type Interval, plural } from "../look/format.ts";
import { NEUTRAL } from "../look/styles.ts";
import { type Block, type Inline, paragraph, type Table } from "../page/blocks.ts";
import { drawCharts, type DrawnFigure } from "./figures.ts";
import { comparedAtStart } from "./first_screen.ts";
import { factInWords, type ReportInput } from "./provenance.ts";
import { tableBlock } from "./table_blocks.ts";

/** The section's blocks and the figures in it, which have files too. */
export interface Comparison {
  readonly blocks: readonly Block[];
  readonly figures: readonly DrawnFigure[];
  readonly table: Table;
  /** Of every number that both have. */
  readonly changes: readonly Change[];
}

/** Compares the main numbers of two stores. */
export async function compareStores(ours: ReportInput, theirs: ReportInput): Promise<Comparison> {
  const changes = changesBetween(ours.records, theirs.records);
  const [figures, table] = [
    await drawCharts([chartAgainst(comparedAtStart(theirs.records))], {
      experiment: "comparison",
      rows: comparedAtStart(ours.records),
    }),
    numbersTable(ours, theirs, changes),
  ];
  const differing = environmentsTable(ours, theirs);
  return {
    figures,
    table,
    changes,
    blocks: [
      paragraph(
        `${inBrief(changes)} ${CHANGE_RULE} ` +
          "“These” are the records that the rest of the report is about, “other” is the second folder. Ratios are " +
          "comparable across machines, times are not.",
      ),
      ...(differing.rows.length === 0
        ? [paragraph("Both were made on the same machine with the same software.")]
        : [{ kind: "table" as const, table: differing }]),
      ...figures.map((figure): Block => ({ kind: "figure", figure })),
      tableBlock(table),
    ],
  };
}

/** The first screen's ratios of both folders. */
function chartAgainst(theirs: readonly ComparisonRow[]): Chart<readonly ComparisonRow[]> {
  return {
    name: "comparison",
    marks: (ours) => {
      const sides = [["these", "r2g2", ours], ["other", NEUTRAL, theirs]] as const;
      const marks = sides.flatMap(([label, estimator, rows]) =>
        headlineRows(rows).flatMap(({ subject, block, matched, work }): Mark[] =>
          matched && work !== undefined
            ? [{ line: `${subject}, ${gradientOf(block)}`, label, estimator, ...ends(work) }]
            : []
        )
      );
      return marks.sort((a, b) => String(a["line"]).localeCompare(String(b["line"]), "en"));
    },
    title: () => "R2-G2 over RT at equal time, in both results",
    caption: () =>
      "Variance × time of R2-G2 over that of RT with 95 % intervals; left of the dashed line R2-G2 is worth its compute.",
    spec: (marks, layout) =>
      dotChart(marks, layout, {
        title: "Variance × time, R2-G2 over RT",
        scale: "log",
        lines: "line",
        rule: 1,
        lineHeight: 30,
        legend: true,
        tooltip: { line: "gradient of", label: "results", value: "ratio", low: "from", high: "to" },
      }),
  };
}

/** What changed, what is worse first; then what only one of them has. */
function numbersTable(ours: ReportInput, theirs: ReportInput, changes: readonly Change[]): Table {
  const [left, right] = [numbersOf(ours.records), numbersOf(theirs.records)];
  const alone = [...new Set([...left.keys(), ...right.keys()])].filter((name) =>
    !(left.has(name) && right.has(name))
  );
  const cell = (interval: Interval | undefined) => (interval === undefined ? "–" : formatInterval(interval));
  return {
    name: "comparison",
    caption: "Main numbers of both results, with 95 % intervals",
    columns: [
      { label: "quantity", align: "prose" },
      { label: "these are", align: "text" },
      ...["these over other, or minus", "p (Holm)", "noise floor", "these", "other"].map((label) => ({
        label,
        align: "number" as const,
      })),
    ],
    rows: [
      ...changes.toSorted((a, b) => SAYINGS.indexOf(a.says) - SAYINGS.indexOf(b.says)).map(changeCells),
      ...alone.map((name): Inline[] => [
        name,
        "in one of them",
        ...["–", "–", "–"],
        cell(left.get(name)?.[0]),
        cell(right.get(name)?.[0]),
      ]),
    ],
  };
}

const SAYINGS: readonly Change["says"][] = ["worse", "better", "changed", "no change shown", "no interval"];

function changeCells(
  { name, says, change, kind: { scale }, adjustedP, floor, ours, theirs }: Change,
): Inline[] {
  const isRatio = scale === "ratio";
  return [
    name,
    says,
    `${isRatio ? "× " : ""}${formatInterval(change)}`,
    adjustedP === undefined ? "–" : formatP(adjustedP),
    floor === undefined ? "–" : `${isRatio ? "×" : "±"} ${formatNumber(isRatio ? Math.exp(floor) : floor)}`,
    formatInterval(ours),
    formatInterval(theirs),
  ];
}

/** What the table says, in a sentence. */
function inBrief(changes: readonly Change[]): string {
  const count = (says: Change["says"]) => changes.filter((change) => change.says === says).length;
  return `Of ${plural(changes.length, "number")} in both results ${count("worse")} are worse here, ${
    count("better")
  } better, ${count("changed")} otherwise changed; ${count("no change shown")} show no change.`;
}

/** Facts of the environments that differ. */
function environmentsTable(ours: ReportInput, theirs: ReportInput): Table {
  const [left, right] = [facts(ours), facts(theirs)];
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  return {
    name: "comparison-machines",
    caption: "Where the machines and their software differ",
    columns: [{ label: "fact", align: "text" }, { label: "these", align: "prose" }, {
      label: "other",
      align: "prose",
    }],
    rows: names.filter((name) => left.get(name) !== right.get(name)).map((name): Inline[] => [
      name,
      left.get(name) ?? "not recorded",
      right.get(name) ?? "not recorded",
    ]),
  };
}

function facts({ records, environments }: ReportInput): Map<string, string> {
  const used = [...new Set(records.map(({ environment }) => environment))]
    .flatMap((id): Environment[] => {
      const found = environments.get(id);
      return found === undefined ? [] : [found];
    });
  const names = [...new Set(used.flatMap(({ description }) => Object.keys(description)))];
  return new Map(names.map((name) => [
    name,
    [...new Set(used.map(({ description }) => factInWords(description[name])))].sort().join(
      ", ",
    ),
  ]));
}
