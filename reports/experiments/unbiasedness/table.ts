/**
 * Tests of the mean gradient in numbers.
 * @module
 */
import { unbiasedness } from "./rows.ts";
import { compareEstimators, estimatorStyle } from "../../look/styles.ts";
import { formatNumber, formatP } from "../../look/format.ts";
import type { TableMaker } from "../table_maker.ts";

/** One row per estimator or control, objective and site. */
export const unbiasednessTable: TableMaker = {
  experiment: "unbiasedness",
  folded: true,
  table: (records) => ({
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
    rows: [...unbiasedness(records).tests]
      .sort((a, b) =>
        Number(a.control !== "") - Number(b.control !== "") ||
        compareEstimators(a.estimator, b.estimator) || a.control.localeCompare(b.control, "en")
      )
      .map((row) => [
        estimatorStyle(row.estimator).label,
        row.control === "" ? "–" : row.control.replaceAll("-", " "),
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
