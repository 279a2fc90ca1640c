/**
 * The page of speed, and the README's line about it, from a kept comparison.
 * @module
 */
import * as v from "valibot";
import { CommandError } from "../command_line.ts";
import { FEWEST_ROUNDS } from "./compare.ts";
import { ratioText, significant } from "./format.ts";
import { PEER_ROWS } from "./rows.ts";
import type { PeerReport, PeerRow } from "./types.ts";

const Positive = v.pipe(v.number(), v.gtValue(0));
const Facts = v.record(v.string(), v.string());

/** What a kept comparison holds. */
const ReportSchema = v.object({
  made: v.pipe(v.string(), v.isoDate()),
  machine: v.object({
    cpu: v.string(),
    cores: Positive,
    load: v.nullable(v.tuple([v.number(), v.number()])),
  }),
  settings: v.object({ batch: Positive, seconds: Positive, rounds: Positive, threads: v.array(Positive) }),
  about: v.object({ ours: Facts, theirs: v.nullable(Facts) }),
  rows: v.array(v.object({
    model: v.string(),
    estimator: v.string(),
    ms: Positive,
    threads: Positive,
    floorMs: v.exactOptional(Positive),
    peer: v.exactOptional(v.object({
      ms: Positive,
      threads: Positive,
      ratio: Positive,
      interval: v.exactOptional(v.tuple([Positive, Positive])),
    })),
  })),
});

/** @throws {CommandError} for what no comparison has written, in one line with the first fault */
export function parseReport(text: string, path: string): PeerReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CommandError(`${path} is no JSON: write it with deno task peer --json`);
  }
  const result = v.safeParse(ReportSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? "the whole";
  throw new CommandError(`${path}: ${where}: ${issue.message}: write it with deno task peer --json`);
}

const COLUMNS = ["step", "ours, ms", "PyTorch, ms", "ratio", "95 %", "floor, ms", "ours / floor", "threads"];

/** The page, as Markdown. */
export function speedPage(report: PeerReport): string {
  const { machine: { cpu, cores, load }, settings, about, made, rows } = report;
  const theirs = about.theirs === null ? "" : ` beside ${peerName(report)}`;
  const during = load === null
    ? ""
    : `, load ${load.map((each) => each.toFixed(1)).join(" before and ")} after`;
  return [
    "# Speed",
    `A training step at batch ${settings.batch}, ours${theirs}, on the same ${cores} cores. Each side counts at ` +
    `its faster number of threads (${
      settings.threads.join(" or ")
    }); the sides were interleaved, every round in ` +
    `fresh processes. A ratio below 1 says that ours is faster; its interval is a bootstrap over rounds, four at least: ` +
    `here there are ${settings.rounds}${
      settings.rounds < FEWEST_ROUNDS ? " at most, too few for one" : ", fewer where steps are slow"
    }. The floor is what the matrix products of our step take alone, each with the faster library.`,
    table(rows),
    ...perRt(rows),
    "R2-G2 is exact on our side; on the other it is by conjugate gradients, as published. The Bayesian VGG-11 has " +
    "the estimator in its last four convolutions, RT in those before and LRT in its dense layers.",
    `- machine: ${cpu}, ${cores} cores; ${made}${during}`,
    `- ours: ${facts(about.ours)}`,
    ...(about.theirs === null ? [] : [`- theirs: ${facts(about.theirs)}`]),
    "## How to repeat it",
    "```sh\ndeno task peer --json > docs/speed.json  # takes python3 from PATH; --help says more\n" +
    "deno task speed                          # makes this page, and the line in the README\n```",
    "The script of the other side is [torch_steps.py](../bench/peer/torch_steps.py); any other that prints the same " +
    "lines can stand in its place (`--torch SCRIPT`). Most of our time goes into matrix products by native " +
    "libraries; the rest runs in SIMD kernels. [Backends](backends.md) says what is replaced and what is portable.",
  ].join("\n\n").replaceAll("\n\n- ours", "\n- ours").replaceAll("\n\n- theirs", "\n- theirs") + "\n";
}

/** The README's line: the range of ratios. */
export function speedLine(report: PeerReport): string {
  const ratios = report.rows.flatMap(({ peer }) => peer === undefined ? [] : [peer.ratio]);
  if (ratios.length === 0) return "[Times of training steps](docs/speed.md).";
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map(ratioText);
  return `A training step takes ${least} to ${most} of the time that it takes in ${
    peerName(report)
  } on the same ` +
    `machine: [speed](docs/speed.md).`;
}

function peerName({ about }: PeerReport): string {
  const version = about.theirs?.["PyTorch"]?.replace(/\+.*/, "");
  const adam = about.theirs?.["Adam"];
  return `PyTorch${version === undefined ? "" : ` ${version}`}${
    adam === "fused" ? " with its fused Adam" : ""
  }`;
}

function table(rows: readonly PeerRow[]): string {
  const lines = rows.map(({ model, estimator, ms, threads, floorMs, peer }) => [
    PEER_ROWS.find((row) => row.model === model && row.estimator === estimator)?.label ??
      `${model} ${estimator}`,
    significant(ms),
    peer === undefined ? "–" : significant(peer.ms),
    peer === undefined ? "–" : ratioText(peer.ratio),
    peer?.interval === undefined ? "–" : peer.interval.map(ratioText).join("–"),
    floorMs === undefined ? "–" : significant(floorMs),
    floorMs === undefined ? "–" : (ms / floorMs).toFixed(2),
    peer === undefined ? `${threads}` : `${threads} / ${peer.threads}`,
  ]);
  const align = COLUMNS.map((_, i) => i === 0 ? "---" : "--:");
  return [COLUMNS, align, ...lines].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** What R2-G2 costs beside RT, where both were timed. */
function perRt(rows: readonly PeerRow[]): string[] {
  const of = (estimator: string) =>
    rows.find((row) => row.model === "cnn" && row.estimator === estimator)?.ms;
  const [rt, r2g2] = [of("rt"), of("r2g2")];
  if (rt === undefined || r2g2 === undefined) return [];
  return [`In VGG-11 our step with R2-G2 takes ${ratioText(r2g2 / rt)} times as long as ours with RT.`];
}

function facts(about: Readonly<Record<string, string>>): string {
  return Object.entries(about).map(([name, value]) => `${name} ${value}`).join(", ");
}
