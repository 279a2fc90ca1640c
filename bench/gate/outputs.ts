/**
 * A gate's result for other programs: JUnit, github-action-benchmark, Bencher. Names of benches hold no measured value.
 * @module
 */
import { mean } from "../stats/mod.ts";
import type { BiasTest } from "./bias.ts";
import { type Judged, keep } from "./judge.ts";
import type { Measurement } from "./types.ts";

/** What a gate found. */
export interface GateResult {
  readonly bias: readonly BiasTest[];
  /** Processes of the code on trial. */
  readonly head: readonly Measurement[];
  /** Empty where there is nothing to compare with. */
  readonly judged: readonly Judged[];
}

/** JUnit's XML: one test a line of bias and one of efficiency. */
export function junit({ bias, judged }: GateResult): string {
  const suites = [
    suite("bias", bias.map(({ name, skipped, failed }) => testCase("bias", name, { skipped, failed }))),
    suite(
      "efficiency",
      judged.map((one) =>
        testCase("efficiency", one.name, one.regressed ? { failed: efficiencyText(one) } : {})
      ),
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("\n")}\n</testsuites>\n`;
}

/** What happened to one bench, in words. */
export function efficiencyText({ ratio, floor, regressed }: Judged): string {
  const told = `efficiency is ${ratio.toFixed(3)} times the baseline's, noise reaches down to ${
    Math.exp(-floor).toFixed(3)
  }`;
  return regressed ? `regressed: ${told}` : told;
}

function suite(name: string, cases: readonly { readonly xml: string; readonly kind: string }[]): string {
  const count = (kind: string) => cases.filter((one) => one.kind === kind).length;
  return [
    `  <testsuite name="${name}" tests="${cases.length}" failures="${count("failed")}" skipped="${
      count("skipped")
    }">`,
    ...cases.map(({ xml }) => xml),
    "  </testsuite>",
  ].join("\n");
}

function testCase(
  suiteName: string,
  name: string,
  { skipped, failed }: { readonly skipped?: string | undefined; readonly failed?: string | undefined },
): { readonly xml: string; readonly kind: string } {
  const open = `    <testcase classname="r2g2-bench.${suiteName}" name="${escaped(name)}"`;
  if (failed !== undefined) {
    return { kind: "failed", xml: `${open}><failure message="${escaped(failed)}"/></testcase>` };
  }
  if (skipped !== undefined) {
    return { kind: "skipped", xml: `${open}><skipped message="${escaped(skipped)}"/></testcase>` };
  }
  return { kind: "passed", xml: `${open}/>` };
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character]!);
}

/** For github-action-benchmark's `customBiggerIsBetter`: efficiency over the site's first estimator. */
export function benchmarkAction({ head }: GateResult): string {
  const entries = Object.entries(keep(head)).map(([name, { relative, relativeError, variance }]) => ({
    name: `${name}: efficiency`,
    unit: "times the first estimator's",
    value: Math.exp(relative),
    range: `± ${(100 * relativeError).toFixed(1)} %`,
    extra: `variance ${variance.toPrecision(4)}`,
  }));
  return JSON.stringify(entries, null, 2) + "\n";
}

/** Bencher's metric format: latency in nanoseconds, variance and efficiency with their errors. */
export function bencher({ head }: GateResult): string {
  const entries = Object.entries(keep(head)).map(
    ([name, { relative, relativeError, variance, varianceError }]) => {
      const times = head.map((each) => 1e6 * each[name]!.milliseconds);
      return [name, {
        latency: {
          value: mean(times),
          lower_value: Math.min(...times),
          upper_value: Math.max(...times),
        },
        variance: {
          value: variance,
          lower_value: variance * Math.exp(-2 * varianceError),
          upper_value: variance * Math.exp(2 * varianceError),
        },
        efficiency: {
          value: Math.exp(relative),
          lower_value: Math.exp(relative - 2 * relativeError),
          upper_value: Math.exp(relative + 2 * relativeError),
        },
      }];
    },
  );
  return JSON.stringify(Object.fromEntries(entries), null, 2) + "\n";
}
