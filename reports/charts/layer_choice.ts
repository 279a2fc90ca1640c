/**
 * Variance × time by which layers R2-G2 treats.
 * @module
 */
import { placementRows } from "../analysis/layer_choice.ts";
import { PARAMETERS } from "../analysis/variance.ts";
import { dotChart } from "./dots.ts";
import { NEUTRAL } from "./styles.ts";
import type { Chart } from "./types.ts";

/** Per gradient and at equal time, over RT everywhere. */
export const layerChoiceChart: Chart = {
  name: "layer-choice",
  experiment: "layer_choice",
  rows: (records) =>
    placementRows(records).flatMap(({ subject, placement, block, variance, work }) => {
      const gradient = block === PARAMETERS ? "parameters" : block;
      const place = { panel: `${subject}, ${gradient}`, subject, block: gradient, placement };
      return [
        { ...place, label: "per gradient", estimator: NEUTRAL, ...variance },
        { ...place, label: "at equal time", estimator: "r2g2", ...work },
      ];
    }),
  title: () => "R2-G2 in some layers, RT in the others",
  caption: () =>
    "Variance summed over layers, over that of RT everywhere, with 95 % intervals; left of the dashed line is " +
    "better. Diamonds: one gradient of each. Circles: variance × time, which decides.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Over RT everywhere",
      scale: "log",
      panels: "panel",
      lines: "placement",
      rule: 1,
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
