/**
 * Equal cost along training in words.
 * @module
 */
import { type Outcome, worth } from "../../comparison/worth.ts";
import type { Interval } from "../../../bench/stats/mod.ts";
import { tally } from "../../comparison/tally.ts";
import { groupBy } from "../../analysis/select.ts";
import { formatInterval, formatNumber, listing, plural } from "../../look/format.ts";
import { type Inlines, strong } from "../../page/blocks.ts";
import { NOT_MEASURED } from "./recommend.ts";
import type { AlongRow, AlongTrainingRows } from "./rows.ts";

/** What R2-G2 against RT says at a place. */
export function outcomeOf({ againstRt, identical }: AlongRow): Outcome | undefined {
  if (identical) return "no difference";
  return againstRt === undefined ? undefined : worth(againstRt.ratio);
}

/** Places of the norm that trains. */
export function mainPlaces({ places }: AlongTrainingRows): AlongRow[] {
  return places.filter(({ norm }) => norm === "log-scale");
}

/** One line for the contents. */
export function alongTrainingInBrief(rows: AlongTrainingRows): string | undefined {
  const judged = mainPlaces(rows).filter((row) => outcomeOf(row) !== undefined);
  if (judged.length === 0) {
    return rows.places.length === 0 ? undefined : "too few seeds or processes to judge";
  }
  const models = [...groupBy(judged, ({ subject }) => subject)];
  const where = (outcome: Outcome) =>
    models.filter(([, own]) => own.every((row) => outcomeOf(row) === outcome)).map(([subject]) => subject);
  const yes = where("yes");
  return yes.length === 0
    ? "R2-G2 leaves less variance in a fixed time than RT with more samples for no model at every checkpoint"
    : `R2-G2 leaves less variance in a fixed time than RT with more samples for ${
      listing(yes)
    }, at every checkpoint`;
}

/**
 * The answer at a fixed time in two sentences: against RT with more samples, and against the best of all others.
 * Undefined where too little was measured.
 */
export function alongTrainingAnswer(rows: AlongTrainingRows): string | undefined {
  const places = mainPlaces(rows);
  const own = places.flatMap((row) => outcomeOf(row) ?? []);
  const best = places.flatMap(({ againstBest }) =>
    againstBest === undefined ? [] : [worth(againstBest.ratio)]
  );
  if (own.length === 0) return undefined;
  const models = listing([...new Set(places.map(({ subject }) => subject))]);
  const clauses = [
    `At checkpoints along training (${models}), for the same time ` +
    `${tally(own, { subject: "R2-G2", other: "RT with its best number of samples" })}.`,
    ...(best.length === 0 ? [] : [
      `For the same time ${
        tally(best, { subject: "R2-G2 in its best form", other: "the best of the others" })
      }.`,
    ]),
  ];
  return clauses.join(" ");
}

/** One item a model: noise share, R2-G2 against RT and against the best rival, and what to use. */
export function alongTrainingFindings(rows: AlongTrainingRows): Inlines[] {
  return [...groupBy(mainPlaces(rows), ({ subject }) => subject)].map(([subject, own]) => [
    strong(`${subject}:`),
    ` ${own.map(sentence).join(" ")}`,
  ]);
}

function sentence(row: AlongRow): string {
  const { step, share, threshold, againstRt, againstBest, identical, use, seeds } = row;
  const parts = [
    ...(share === undefined ? [] : [`RT's noise is ${percent(share)} of the gradient's variance`]),
    ...(identical
      ? ["R2-G2 is RT to the bit"]
      : againstRt === undefined
      ? [`R2-G2 against RT is not measured (${plural(seeds, "seed")})`]
      : [
        `R2-G2 leaves ${
          formatInterval(againstRt.ratio, 2)
        } of the variance × time of RT with its best number of samples`,
      ]),
    ...(identical || threshold === undefined || !Number.isFinite(threshold.value)
      ? []
      : [threshold.value < 1 ? `it pays from a share of ${percent(threshold)} on` : "it pays at no share"]),
    ...(againstBest === undefined ? [] : [
      `its best form leaves ${formatInterval(againstBest.ratio, 2)} of that of the best other, ${
        rivalOf(row)
      }`,
    ]),
  ];
  const least = use.use === NOT_MEASURED ? "" : ` Least variance × time: ${use.use} (${use.rule}).`;
  return `At step ${formatNumber(step, 6)} ${parts.join("; ")}.${least}`;
}

/** What the best of the others most often was. */
export function rivalOf({ againstBest }: Pick<AlongRow, "againstBest">): string {
  const choice = againstBest?.choices.rivals[0];
  if (choice === undefined) return "–";
  return choice.samples === 1 ? choice.contender : `${choice.contender} × ${choice.samples}`;
}

/** A share in percent with its interval, inside what a share can be. */
export function percent({ value, low, high }: Interval): string {
  const within = (share: number) => 100 * Math.min(1, Math.max(0, share));
  return `${formatInterval({ value: within(value), low: within(low), high: within(high) }, 2)} %`;
}
