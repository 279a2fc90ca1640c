/**
 * Which layers repay R2-G2.
 * @module
 */
import { type PlacementRow, placementRows } from "./rows.ts";
import { groupBy } from "../../analysis/select.ts";
import { PARAMETERS } from "../../analysis/variance.ts";
import { formatInterval, formatNumber, listing } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { worth } from "../equal_cost/table.ts";
import type { Section } from "../section.ts";

/** Placements against RT everywhere. */
export const layerChoiceSection: Section = {
  experiment: "layer_choice",
  title: "Which layers to treat",
  question: "Which layers repay R2-G2: the top one, the bottom one, or all of them?",
  inBrief(records) {
    const rows = placementRows(records).filter(({ block }) => block === PARAMETERS);
    const [best] = [...rows].sort((a, b) => a.work.value - b.work.value);
    return best === undefined
      ? undefined
      : `least variance × time: ${
        formatNumber(best.work.value, 2)
      } of RT's (${best.subject}, ${best.placement})`;
  },
  findings: (records) => {
    const bySubject = groupBy(placementRows(records), ({ subject }) => subject);
    const [one, several] = [true, false].map((single) =>
      [...bySubject.values()].filter((rows) => (placementsOf(rows).length === 1) === single).flat()
    ) as [PlacementRow[], PlacementRow[]];
    return [
      ...[...groupBy(several, ({ subject, block }) => JSON.stringify([subject, block])).values()].map(
        sentence,
      ),
      ...singles(one),
    ];
  },
};

function placementsOf(rows: readonly PlacementRow[]): string[] {
  return [...new Set(rows.map(({ placement }) => placement))];
}

function sentence(rows: readonly PlacementRow[]): Inlines {
  const { subject, block } = rows[0] as PlacementRow;
  const parts = KINDS.flatMap((kind) => {
    const own = rows.filter(({ work }) => worth(work) === kind);
    return own.length === 0 ? [] : [
      `${WORDS[kind]} ${listing(own.map(({ placement, work }) => `${placement} ${formatInterval(work)}`))}`,
    ];
  });
  return [
    strong(`${subject}, ${block === PARAMETERS ? "parameters" : block}:`),
    ` variance × time over RT everywhere: ${parts.join("; ")}.`,
  ];
}

/** Models that have one layer to treat, by outcome: their blocks differ little. */
function singles(rows: readonly PlacementRow[]): Inlines[] {
  return KINDS.flatMap((kind) => {
    const own = rows.filter(({ work }) => worth(work) === kind);
    if (own.length === 0) return [];
    const values = own.map(({ work: { value } }) => value);
    const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => formatNumber(value, 3));
    return [[
      strong(`${listing([...new Set(own.map(({ subject }) => subject))])}:`),
      ` one layer to treat; ${WORDS[kind]} it (variance × time ${
        least === most ? least : `${least} to ${most}`
      } of RT's over blocks).`,
    ]];
  });
}

const KINDS = ["yes", "no difference", "undecided", "no"] as const;

const WORDS = {
  "yes": "repaid in",
  "no": "not repaid in",
  "no difference": "no difference in",
  "undecided": "undecided in",
} as const;
