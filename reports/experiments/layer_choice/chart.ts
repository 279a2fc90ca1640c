/**
 * Variance × time by which layers R2-G2 treats.
 * @module
 */
import { type PlacementRow, placementRows } from "./rows.ts";
import { groupBy } from "../../analysis/select.ts";
import { PARAMETERS } from "../../analysis/variance.ts";
import { formatNumber, listing } from "../../look/format.ts";
import { dotChart } from "../../look/dots.ts";
import { NEUTRAL } from "../../look/styles.ts";
import type { Chart, Row } from "../../look/chart.ts";

const AT_EQUAL_TIME = "at equal time";

/** Per gradient and at equal time, over RT everywhere. */
export const layerChoiceChart: Chart = {
  name: "layer-choice",
  experiment: "layer_choice",
  rows: (records) =>
    compared(placementRows(records)).flatMap(({ subject, placement, block, variance, work }) => {
      const gradient = block === PARAMETERS ? "parameters" : block;
      const place = { panel: `${subject}, ${gradient}`, subject, block: gradient, placement };
      return [
        { ...place, label: "per gradient", estimator: NEUTRAL, ...variance },
        { ...place, label: AT_EQUAL_TIME, estimator: "r2g2", ...work },
      ];
    }),
  title: () => "R2-G2 in some layers, RT in the others",
  caption: (rows) =>
    `${
      takeAway(rows)
    }Variance summed over layers, over that of RT everywhere, with 95 % intervals; left of the dashed line is ` +
    "better. Diamonds: one gradient of each. Circles: variance × time, which decides. Models with a single " +
    "treated layer are in the table only.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
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
    new Set(own.map(({ placement }) => placement)).size > 1
  );
  return several.length === 0 ? rows : several.flat();
}

/** The placement that is best at equal time, of the parameters' gradient. */
function takeAway(rows: readonly Row[]): string {
  const own = rows.filter(({ block, label }) => block === "parameters" && label === AT_EQUAL_TIME);
  const best = [...groupBy(own, ({ subject }) => String(subject)).entries()].map(([subject, placements]) => {
    const [least] = [...placements].sort((a, b) => Number(a["value"]) - Number(b["value"])) as [Row];
    return `${subject} ${least["placement"]} (${formatNumber(Number(least["value"]), 2)})`;
  });
  return best.length === 0 ? "" : `Least variance of the parameters at equal time: ${listing(best)}. `;
}
