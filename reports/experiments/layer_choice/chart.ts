/**
 * Variance × time by which layers R2-G2 treats.
 * @module
 */
import { gradientOf } from "../../analysis/gradient_parts.ts";
import { groupBy } from "../../analysis/select.ts";
import { type Chart, ends, type Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { formatNumber, listing } from "../../look/format.ts";
import { NEUTRAL } from "../../look/styles.ts";
import { type PlacementRow, placementsOf } from "./rows.ts";

const AT_EQUAL_TIME = "at equal time";

/** Per gradient and at equal time, over RT everywhere. */
export const layerChoiceChart: Chart<readonly PlacementRow[]> = {
  name: "layer-choice",
  marks: (rows) =>
    compared(rows).flatMap(({ subject, placement, block, variance, work }) => {
      const gradient = gradientOf(block);
      const place = { panel: `${subject}, ${gradient}`, subject, block: gradient, placement };
      return [
        { ...place, label: "per gradient", estimator: NEUTRAL, ...ends(variance) },
        { ...place, label: AT_EQUAL_TIME, estimator: "r2g2", ...ends(work) },
      ];
    }),
  title: () => "R2-G2 in some layers, RT in the others",
  caption: (marks) =>
    `${
      takeAway(marks)
    }Variance summed over layers, over that of RT everywhere, with 95 % intervals; left of the dashed line is ` +
    "better. Diamonds: one gradient of each. Circles: variance × time, which decides. Models with a single " +
    "treated layer are in the table only.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Over RT everywhere",
      scale: "log",
      panels: "panel",
      lines: "placement",
      rule: 1,
      ownLines: true,
      lineHeight: 28,
      legend: true,
      tooltip: {
        panel: "gradient of",
        placement: "R2-G2 in",
        label: "comparison",
        value: "ratio",
        low: "from",
        high: "to",
      },
    }),
};

/** Rows of models with several placements; of all where no model has. */
function compared(rows: readonly PlacementRow[]): readonly PlacementRow[] {
  const several = [...groupBy(rows, ({ subject }) => subject).values()].filter((own) =>
    placementsOf(own).length > 1
  );
  return several.length === 0 ? rows : several.flat();
}

/** The placement that is best at equal time, of the parameters' gradient. */
function takeAway(marks: readonly Mark[]): string {
  const own = marks.filter(({ block, label }) => block === "parameters" && label === AT_EQUAL_TIME);
  const best = [...groupBy(own, ({ subject }) => String(subject)).entries()].map(([subject, placements]) => {
    const [least] = [...placements].sort((a, b) => Number(a["value"]) - Number(b["value"])) as [Mark];
    return `${subject} ${least["placement"]} (${formatNumber(Number(least["value"]), 2)})`;
  });
  return best.length === 0 ? "" : `Least variance of the parameters at equal time: ${listing(best)}. `;
}
