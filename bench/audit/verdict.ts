/**
 * What an audit says of gradient samples: biased, no bias found, or that it cannot say.
 * @module
 */
import {
  SampleError,
  type UnbiasednessOptions,
  type UnbiasednessResult,
  unbiasednessTest,
} from "../stats/mod.ts";
import { copiesIn, serialCorrelation } from "./dependence.ts";
import { asVector } from "./read_table.ts";
import type { Table } from "./table.ts";
import { compareVariances, type VarianceComparison } from "./variances.ts";

/** Two files, read. */
export interface AuditSubject {
  readonly samples: { readonly path: string; readonly table: Table };
  readonly reference: { readonly path: string; readonly table: Table };
  /** Whether the reference is the exact gradient and not draws. */
  readonly exact: boolean;
  /** Whether row i of both was drawn with the same noise. */
  readonly paired: boolean;
}

/** How an audit judges. */
export interface AuditOptions extends UnbiasednessOptions {
  /** Bias, in standard deviations of one draw, that must be detectable before none is said to be found. */
  readonly detect: number;
  /** Whether the rows are known to be independent, whatever they look like. */
  readonly independent: boolean;
}

/** What an audit found. */
export interface Audit {
  readonly verdict: "biased" | "no bias found" | "cannot say";
  /** Why it cannot say, one line each. */
  readonly reasons: readonly string[];
  readonly test: UnbiasednessResult;
  /** Where the reference is draws. */
  readonly variance?: VarianceComparison;
  /** Names of the coordinates, where known. */
  readonly names?: readonly string[];
  /** What was left out or assumed. */
  readonly notes: readonly string[];
}

/**
 * Judges samples.
 *
 * Rows that are not independent make the standard error too small, so neither a bias nor its absence can be said of
 * them; and where too small a number of draws was taken, nothing found means nothing.
 *
 * @throws {SampleError} as `unbiasednessTest` does.
 */
export function auditSamples(subject: AuditSubject, options: AuditOptions): Audit {
  const { samples: { table, path }, reference: { table: other, path: otherPath }, exact, paired } = subject;
  const width = table.rows[0]!.length;
  const ragged = other.rows.find((row) => row.length !== other.rows[0]!.length);
  if (ragged !== undefined) throw new SampleError(`${otherPath}: its rows have different lengths`);
  const expected = exact ? asVector(other, otherPath) : { samples: other.rows, paired };
  const roundoff = Math.max(table.roundoff ?? 0, other.roundoff ?? 0);
  const tolerance = options.tolerance ?? Math.max(DEFAULT_TOLERANCE, roundoff);
  const test = unbiasednessTest(table.rows, expected, { ...options, tolerance });
  const names = table.names ?? (other.names?.length === width ? other.names : undefined);
  const files = exact ? [{ table, path }] : [{ table, path }, { table: other, path: otherPath }];
  const dependent = options.independent
    ? []
    : files.flatMap((file) => dependenceOf(file, { names, batch: options.batch ?? 1, test }));
  const blind = !test.rejected && test.constantCoordinates < test.coordinates &&
    test.detectableBias > options.detect;
  const reasons = [...dependent, ...(blind ? [tooFew(test, options.detect)] : [])];
  return {
    verdict: reasons.length > 0 ? "cannot say" : test.rejected ? "biased" : "no bias found",
    reasons,
    test,
    ...(exact ? {} : { variance: compareVariances(table.rows, other.rows) }),
    ...(names && { names }),
    notes: [
      ...(table.notes ?? []),
      ...(other.notes ?? []),
      ...(roundoff > 0 && options.tolerance === undefined
        ? [`float16: biases up to ${tolerance} of the largest value count as rounding`]
        : []),
    ],
  };
}

/** Of float32 sums. */
const DEFAULT_TOLERANCE = 1e-5;

/** A coordinate by number and name. */
export function coordinateName(index: number, names: readonly string[] | undefined): string {
  return names === undefined ? `${index}` : `${index} (${names[index]})`;
}

function dependenceOf(
  { table: { rows }, path }: { readonly table: Table; readonly path: string },
  { names, batch, test }: {
    readonly names: readonly string[] | undefined;
    readonly batch: number;
    readonly test: UnbiasednessResult;
  },
): string[] {
  const copies = copiesIn(rows);
  if (copies !== undefined) {
    return [
      `${path}: ${
        copies.rows - copies.different
      } of ${copies.rows} rows are copies of others: keep one of each ` +
      `(or --independent, if the gradient takes few values)`,
    ];
  }
  const serial = serialCorrelation(rows, { batch, level: test.familyErrorRate });
  if (serial === undefined) return [];
  const { coordinate, correlation, inflation, run } = serial;
  return [
    `${path}: rows follow each other, most at coordinate ${coordinateName(coordinate, names)}: correlation ${
      correlation.toFixed(2)
    } of neighbours, means of ${run} vary ${inflation.toFixed(1)} times as much as of independent rows: ` +
    `draw with fixed parameters and new noise, or average with --batch`,
  ];
}

function tooFew({ draws, detectableBias }: UnbiasednessResult, detect: number): string {
  const needed = Math.ceil(draws * (detectableBias / detect) ** 2 / 100) * 100;
  return `${draws} draws find a bias of ${
    detectableBias.toPrecision(2)
  } standard deviations of one draw, wanted ` +
    `${detect}: take about ${needed} draws, or ask for less with --detect`;
}
