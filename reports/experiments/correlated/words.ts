/**
 * R2-G2 where Gaussians are correlated, in words.
 * @module
 */
import { headlineRows } from "../../comparison/rows.ts";
import { comparisonFindings } from "../../comparison/words.ts";
import { listing } from "../../look/format.ts";
import { estimatorStyle } from "../../look/styles.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import type { CorrelatedRows } from "./rows.ts";

/** The comparisons by outcome, then what does not apply and why. */
export function correlatedFindings({ comparisons, absent }: CorrelatedRows): Inlines[] {
  return [
    ...comparisonFindings(headlineRows(comparisons)),
    ...absent.map(({ estimator, reason, places, everywhere }) => [
      strong(`${estimatorStyle(estimator).label} does not apply`),
      ` to ${everywhere ? "any of these" : listing(places)}: ${reason}.`,
    ]),
  ];
}
