/**
 * A comparison at equal cost, in words.
 * @module
 */
import type { EqualCostRow } from "../analysis/equal_cost.ts";
import { PARAMETERS } from "../analysis/variance.ts";
import { formatInterval, formatNumber, type Interval, isExactlyOne, plural } from "../format.ts";
import { type Inlines, strong } from "../html/document.ts";
import { worth } from "../tables/equal_cost.ts";

/** A comparison at equal time. */
export type MatchedRow = EqualCostRow & { readonly work: Interval };

/** The rows that compare at equal time. */
export function matchedRows(rows: readonly EqualCostRow[]): MatchedRow[] {
  return rows.filter((row): row is MatchedRow => row.matched && row.work !== undefined);
}

/** One sentence for each model, covariance and kind of gradient: at equal time, at equal operations, break-even. */
export function comparisonSentences(rows: readonly EqualCostRow[]): Inlines[] {
  return matchedRows(rows).map((row) => {
    const same = rows.filter(({ subject, family, block }) =>
      subject === row.subject && family === row.family && block === row.block
    );
    const counted = same.find(({ matching }) => matching === "flops");
    const alone = same.find(({ single }) => single);
    const exact = alone !== undefined && isExactlyOne(alone.variance);
    const flops = counted?.work === undefined
      ? ""
      : ` At equal FLOPs, against ${plural(counted.samples, "sample")}: ${formatInterval(counted.work)}.`;
    const even = exact || alone?.breakEven === undefined
      ? ""
      : ` RT breaks even with ${formatInterval(alone.breakEven)} samples.`;
    const is = exact ? "one gradient of R2-G2 is exactly RT's; " : "";
    return [strong(`${gradientOf(row)}:`), ` ${is}${sentence(row)}${flops}${even}`];
  });
}

function gradientOf({ subject, family, block }: EqualCostRow): string {
  const gradient = block === PARAMETERS ? "gradient of the parameters" : "gradient that flows upstream";
  return [subject, family, gradient].filter((part) => part !== "").join(", ");
}

function sentence({ samples, work }: MatchedRow): string {
  const against = `RT with ${plural(samples, "sample")}`;
  const numbers = `(${formatInterval(work)})`;
  switch (worth(work)) {
    case "yes":
      return `at equal time R2-G2 has ${
        formatNumber(1 / work.value)
      } times less variance than ${against} ${numbers}.`;
    case "no":
      return `at equal time R2-G2 has ${
        formatNumber(work.value)
      } times the variance of ${against} ${numbers}.`;
    case "no difference":
      return `at equal time R2-G2 and ${against} have the same variance ${numbers}.`;
    case "undecided":
      return `these runs do not decide between R2-G2 and ${against} at equal time ${numbers}.`;
  }
}
