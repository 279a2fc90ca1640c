/**
 * More samples, antithetic pairs and R2-G2, all over RT with one sample.
 * @module
 */
import { gradientOf } from "../../analysis/gradient_parts.ts";
import { tally } from "../../comparison/tally.ts";
import { type Chart, ends, type Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { isAntithetic } from "../../look/series.ts";
import { NEUTRAL, SECOND_NEUTRAL } from "../../look/styles.ts";
import { contenderKind, rivalOutcomes } from "./contenders.ts";
import type { EqualCostRows } from "./rows.ts";

/** Work-normalised variance of every contender; nothing where no antithetic pair was run, which the main figure shows. */
export const contendersChart: Chart<EqualCostRows> = {
  name: "equal-cost-contenders",
  appendix: true,
  marks: ({ contenders }) =>
    !contenders.some(isAntithetic) ? [] : contenders.flatMap((row): Mark[] => {
      const { subject, block, variance, timeWork, flopsWork, samples } = row;
      const gradient = gradientOf(block);
      const place = {
        panel: `${subject}, ${gradient}`,
        subject,
        block: gradient,
        contender: contenderKind(row),
        samples,
      };
      return [
        { ...place, label: "one gradient", estimator: NEUTRAL, ...ends(variance) },
        ...flopsWork === undefined
          ? []
          : [{ ...place, label: "× FLOPs", estimator: SECOND_NEUTRAL, ...ends(flopsWork) }],
        ...timeWork === undefined
          ? []
          : [{ ...place, label: "× time", estimator: "r2g2", ...ends(timeWork) }],
      ];
    }),
  title: () => "More samples, antithetic pairs and R2-G2 at equal cost",
  caption: (_marks, rows) =>
    takeAway(rows) +
    "Variance over that of RT with one sample (diamonds), times floating-point operations (squares) and times " +
    "milliseconds (circles), with 95 % intervals; left is better, and of two lines of a panel the one whose circle is further " +
    "left gives less variance for the same time. K: as many samples as R2-G2's time, or its operations, buy. An " +
    "antithetic gradient averages the noise ε and −ε.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Over RT with one sample",
      scale: "log",
      panels: "panel",
      columns: 2,
      lines: "contender",
      rule: 1,
      lineHeight: 20,
      legend: true,
      tooltip: {
        ...{ panel: "gradient of", contender: "gradient", samples: "samples", label: "variance" },
        ...{ value: "ratio", low: "from", high: "to" },
      },
    }),
};

/** Whether RT with antithetic pairs beats R2-G2, comparison by comparison. */
function takeAway({ contenders }: EqualCostRows): string {
  const words = tally(rivalOutcomes(contenders), { subject: "RT with antithetic pairs", other: "R2-G2" });
  return words === "" ? "" : `For the same time ${words}. `;
}
