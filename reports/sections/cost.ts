/**
 * What a gradient costs.
 * @module
 */
import { costRows } from "../analysis/cost.ts";
import { compareEstimators, estimatorStyle } from "../charts/styles.ts";
import { formatInterval, formatNumber } from "../format.ts";
import { strong } from "../html/document.ts";
import type { Section } from "./types.ts";

/** Cost of one gradient. */
export const costSection: Section = {
  experiment: "cost",
  title: "Cost of a gradient",
  question: "What does one gradient of each estimator cost?",
  findings(records) {
    const rows = costRows(records);
    const subjects = [...new Set(rows.map(({ subject }) => subject))].sort();
    return subjects.map((subject) => {
      const own = rows.filter((row) => row.subject === subject);
      const reference = own.find(({ estimator }) => estimator === "rt")?.time;
      const others = own
        .filter(({ estimator }) => estimator !== "rt")
        .sort((a, b) => compareEstimators(a.estimator, b.estimator))
        .flatMap(({ estimator, timeRatio }) =>
          timeRatio === undefined ? [] : [`${estimatorStyle(estimator).label} ${formatInterval(timeRatio)}`]
        );
      const base = reference === undefined
        ? "RT was not timed."
        : `RT takes ${formatNumber(reference.value)} ms.`;
      return [
        strong(`${subject}:`),
        others.length === 0 ? ` ${base}` : ` ${base} Time over that of RT: ${others.join(", ")}.`,
      ];
    });
  },
};
