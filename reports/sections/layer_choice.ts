/**
 * Which layers repay R2-G2.
 * @module
 */
import { type PlacementRow, placementRows } from "../analysis/layer_choice.ts";
import { groupBy } from "../analysis/select.ts";
import { PARAMETERS } from "../analysis/variance.ts";
import { formatInterval, listing } from "../format.ts";
import { type Inlines, strong } from "../html/document.ts";
import { worth } from "../tables/equal_cost.ts";
import type { Section } from "./types.ts";

/** Placements against RT everywhere. */
export const layerChoiceSection: Section = {
  experiment: "layer_choice",
  title: "Which layers to treat",
  question: "Which layers repay R2-G2: the top one, the bottom one, or all of them?",
  findings: (records) =>
    [...groupBy(placementRows(records), ({ subject, block }) => JSON.stringify([subject, block])).values()]
      .map(sentence),
};

function sentence(rows: readonly PlacementRow[]): Inlines {
  const { subject, block } = rows[0] as PlacementRow;
  const parts = (["yes", "no difference", "undecided", "no"] as const).flatMap((kind) => {
    const own = rows.filter(({ work }) => worth(work) === kind);
    return own.length === 0 ? [] : [
      `${WORDS[kind]}: ${listing(own.map(({ placement, work }) => `${placement} ${formatInterval(work)}`))}`,
    ];
  });
  return [
    strong(`${subject}, ${block === PARAMETERS ? "parameters" : block}:`),
    ` variance × time over RT everywhere. ${parts.join("; ")}.`,
  ];
}

const WORDS = {
  "yes": "Repaid in",
  "no": "Not repaid in",
  "no difference": "No difference in",
  "undecided": "Undecided in",
} as const;
