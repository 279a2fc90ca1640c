/**
 * Which layers repay R2-G2.
 * @module
 */
import { gradientOf, PARAMETERS } from "../../analysis/gradient_parts.ts";
import { groupBy } from "../../analysis/select.ts";
import { worth } from "../../comparison/worth.ts";
import { formatInterval, formatNumber, listing } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { type PlacementRow, placementsOf } from "./rows.ts";

/** The placement that repays R2-G2 best. */
export function layerChoiceInBrief(all: readonly PlacementRow[]): string | undefined {
  const rows = all.filter(({ block }) => block === PARAMETERS);
  const [best] = [...rows].sort((a, b) => a.work.value - b.work.value);
  return best === undefined
    ? undefined
    : `least variance × time: ${
      formatNumber(best.work.value, 2)
    } of RT's (${best.subject}, ${best.placement})`;
}

/** Placements against RT everywhere, model by model; models with one layer to treat together. */
export function layerChoiceFindings(rows: readonly PlacementRow[]): Inlines[] {
  const bySubject = groupBy(rows, ({ subject }) => subject);
  const [one, several] = [true, false].map((single) =>
    [...bySubject.values()].filter((own) => (placementsOf(own).length === 1) === single).flat()
  ) as [PlacementRow[], PlacementRow[]];
  return [
    ...[...groupBy(several, ({ subject, block }) => JSON.stringify([subject, block])).values()].map(
      sentence,
    ),
    ...singles(one),
  ];
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
    strong(`${subject}, ${gradientOf(block)}:`),
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

const KINDS = ["yes", "no difference", "inconclusive", "no"] as const;

const WORDS = {
  "yes": "repaid in",
  "no": "not repaid in",
  "no difference": "no difference in",
  "inconclusive": "inconclusive in",
} as const;
