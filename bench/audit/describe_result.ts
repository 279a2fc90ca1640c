/**
 * An audit in words and as plain data.
 * @module
 */
import { median } from "../stats/mod.ts";
import { type Audit, type AuditSubject, coordinateName } from "./verdict.ts";

/** Lines for a terminal: verdict, size, both error rates, variance, and the worst coordinates. */
export function describeResult(audit: Audit, subject: AuditSubject): string[] {
  const { test, verdict, reasons, notes, variance } = audit;
  return [
    headline(verdict, subject),
    ...reasons.map((reason) => `  because             ${reason}`),
    ...notes.map((note) => `  note                ${note}`),
    ...factsOf(audit, subject).map(({ name, text }) => `  ${name.padEnd(19)} ${text}`),
    ...(variance === undefined ? [] : [`  variance            ${varianceText(audit)}`]),
    test.worstTen.length === 1 ? "  its coordinate" : `  worst ${test.worstTen.length} coordinates`,
    ...table([COLUMNS, ...worstRows(audit)]).map((line) => `    ${line}`),
  ];
}

/** The verdict as a sentence. */
export function headline(verdict: Audit["verdict"], { samples, reference }: AuditSubject): string {
  switch (verdict) {
    case "biased":
      return `biased: the mean of ${samples.path} is not that of ${reference.path}`;
    case "no bias found":
      return `no bias found in ${samples.path} against ${reference.path}`;
    case "cannot say":
      return `cannot say whether ${samples.path} is biased against ${reference.path}`;
  }
}

/** What was tested and how well, one line each. */
export function factsOf({ test }: Audit, { paired }: AuditSubject): { name: string; text: string }[] {
  const missed = short(1 - test.power);
  const biases = test.detectableBiases;
  const [least, most] = [Math.min(...extremes(biases)), Math.max(...extremes(biases))];
  return [
    {
      name: "draws",
      text: `${test.draws} of ${test.coordinates} coordinates, ${test.constantCoordinates} of them constant`,
    },
    { name: "rejected", text: `${test.rejectedCoordinates} coordinates` },
    {
      name: "first error rate",
      text: `an unbiased estimator is rejected with chance at most ${
        short(test.familyErrorRate)
      }, over all coordinates together`,
    },
    {
      name: "second error rate",
      text: `a coordinate biased by ${short(test.detectableBias)} standard deviations of one ${
        paired ? "difference" : "draw"
      } is missed with chance ${missed}`,
    },
    {
      name: "detectable bias",
      text: `in the gradient's units ${short(least)} to ${short(most)}, median ${short(median(biases))}`,
    },
  ];
}

/** Smallest and largest, of arrays too long for arguments. */
function extremes(values: Float64Array): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [
      Infinity,
      -Infinity,
    ],
  );
}

/** How the total variance compares, with its interval. */
export function varianceText({ variance }: Audit): string {
  const { total, median } = variance!;
  return `${short(total.value)} times that of the reference [${short(total.low)}, ${short(total.high)}], ` +
    `summed over coordinates; median over coordinates ${short(median)}`;
}

/** Heads of {@linkcode worstRows}. */
export const COLUMNS: readonly string[] = [
  "coordinate",
  "mean",
  "expected",
  "standard errors",
  "adjusted p",
  "detectable bias",
];

/** The worst coordinates, as texts. */
export function worstRows({ test, names }: Audit): string[][] {
  return test.worstTen.map((one) => [
    coordinateName(one.index, names),
    ...[one.mean, one.reference, one.statistic, one.adjustedP, one.detectableBias].map(short),
  ]);
}

/** The audit for programs; what is infinite, as the statistic of a biased constant, is null. */
export function auditJson(audit: Audit, { samples, reference, exact, paired }: AuditSubject): unknown {
  const { test, verdict, reasons, notes, variance, names } = audit;
  const { adjustedP: _all, detectableBiases, worstTen, worst: _worst, ...summary } = test;
  return {
    verdict,
    reasons,
    notes,
    samples: samples.path,
    reference: reference.path,
    design: exact ? "exact" : paired ? "paired" : "independent",
    ...summary,
    detectableBiasInUnits: { median: median(detectableBiases), range: extremes(detectableBiases) },
    ...(variance === undefined ? {} : { variance }),
    worst: worstTen.map((one) => ({ ...one, ...(names && { name: names[one.index] }) })),
  };
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd());
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value);
}
