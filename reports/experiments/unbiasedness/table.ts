/**
 * Tests of the mean gradient in numbers.
 * @module
 */
import { formatNumber, formatP } from "../../look/format.ts";
import { compareSeries, seriesLabel } from "../../look/series.ts";
import type { TableMaker } from "../report.ts";
import { controlLabel, type UnbiasednessRows } from "./rows.ts";

/** One row per estimator or control, objective and site. */
export const unbiasednessTable: TableMaker<UnbiasednessRows> = {
  folded: true,
  table: ({ tests }) => ({
    name: "unbiasedness",
    caption: "Tests that the mean gradient is the exact gradient, all coordinates together (Holm)",
    columns: [
      { label: "estimator", align: "text" },
      { label: "negative control", align: "text" },
      { label: "site", align: "text" },
      { label: "objective", align: "text" },
      { label: "coordinates", align: "number" },
      { label: "gradients", align: "number" },
      { label: "largest |z|", align: "number" },
      { label: "smallest p (Holm)", align: "number" },
      { label: "detectable bias, sd of a gradient", align: "number" },
      { label: "bias found", align: "text" },
    ],
    rows: [...tests]
      .sort((a, b) =>
        Number(a.control !== "") - Number(b.control !== "") ||
        compareSeries(a, b) || a.control.localeCompare(b.control, "en")
      )
      .map((row) => [
        seriesLabel(row),
        row.control === "" ? "–" : controlLabel(row),
        row.site,
        row.objective,
        formatNumber(row.coordinates),
        formatNumber(row.draws, 6),
        formatNumber(row.largestZ),
        formatP(row.minAdjustedP),
        formatNumber(row.detectableBias, 2),
        row.rejected ? "yes" : "no",
      ]),
  }),
};
