/**
 * R2-G2 where Gaussians are correlated.
 * @module
 */
import type { BenchRecord } from "../../../bench/store/mod.ts";
import { correlatedRows } from "../../comparison/rows.ts";
import { familyOf, finished, groupBy, inOrder } from "../../analysis/select.ts";
import { headlineRows } from "../../comparison/marks.ts";
import { estimatorStyle } from "../../look/styles.ts";
import { listing } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { comparisonFindings, equalTimeInBrief } from "../../comparison/words.ts";
import type { Section } from "../section.ts";

/** Diagonal, full and low-rank covariances at equal cost. */
export const correlatedSection: Section = {
  experiment: "correlated",
  title: "Correlated posteriors",
  question: "Is R2-G2 worth its compute where the posterior is correlated, and LRT does not apply?",
  inBrief: (records) => equalTimeInBrief(correlatedRows(records)),
  findings: (records) => [
    ...comparisonFindings(headlineRows(correlatedRows(records))),
    ...absentFindings(records),
  ],
};

/** Estimators that do not apply, in their own words. */
function absentFindings(records: readonly BenchRecord[]): Inlines[] {
  const all = placesOf(finished(records, "correlated"));
  const skipped = records.filter(({ experiment, status }) =>
    experiment === "correlated" && status === "skipped"
  );
  return [...groupBy(skipped, ({ estimator, reason = "" }) => JSON.stringify([estimator, reason])).values()]
    .map(
      (group) => {
        const { estimator, reason = "no reason given" } = group[0] as BenchRecord;
        const places = placesOf(group);
        const where = all.length > 0 && all.every((place) => places.includes(place))
          ? "any of these"
          : listing(places);
        return [strong(`${estimatorStyle(estimator).label} does not apply`), ` to ${where}: ${reason}.`];
      },
    );
}

/** Models with their covariances. */
function placesOf(records: readonly BenchRecord[]): string[] {
  return [...new Set(records.map((record) => [record.model, familyOf(record)].join(" ").trim()))].sort(
    inOrder,
  );
}
