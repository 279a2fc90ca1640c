/**
 * What a figure draws as CSV: names and numbers, without what only places or colours a mark.
 * @module
 */
import { csvFormat } from "d3-dsv";
import type { Mark } from "../look/chart.ts";
import { NEUTRAL, SECOND_NEUTRAL } from "../look/styles.ts";

/**
 * The CSV of a figure's marks.
 *
 * In a figure where some marks are of no estimator the column `estimator` is a colour; there `label` says what is shown.
 *
 * @example
 * ```ts
 * import { chartCsv } from "./chart_csv.ts";
 *
 * console.assert(chartCsv([{ label: "paper", estimator: "neutral", value: 1 }]) === "label,value\npaper,1\n");
 * ```
 */
export function chartCsv(marks: readonly Mark[]): string {
  const isColour = marks.some(({ estimator }) => estimator === NEUTRAL || estimator === SECOND_NEUTRAL);
  const left = ["drawn", ...(isColour ? ["estimator"] : [])];
  const fields = [...new Set(marks.flatMap((mark) => Object.keys(mark)))].filter((field) =>
    !left.includes(field)
  );
  return csvFormat([...marks], fields) + "\n";
}
