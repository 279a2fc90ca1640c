/**
 * Distance of the conditioned noise from RT's, by solver, one panel per place.
 * @module
 */
import type { Chart, Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { formatNumber, listing } from "../../look/format.ts";
import { NEUTRAL } from "../../look/styles.ts";
import { type FidelityRow, isTrained, placeLabel, PUBLISHED, solverLabel, startLabel } from "./rows.ts";

/** Rounding of float32: nearer than this, noise is RT's. */
const FLOOR = 1e-7;

const LOOKS: Readonly<Record<string, string>> = { exact: "r2g2", rhs: "r2g2-cg" };

/** The exact solver and the published one, place by place. */
export const publishedSolverChart: Chart<readonly FidelityRow[]> = {
  name: "solver-published",
  marks: (rows) => {
    const caps = rows.filter(({ start }) => start === PUBLISHED.start).map(({ cap }) => cap);
    const shown = [Math.min(...caps), Math.max(...caps)];
    return rows.filter(({ start, cap }) =>
      start === "exact" || start === PUBLISHED.start && shown.includes(cap)
    )
      .map((row) => {
        const { subject, start, cap } = row;
        const label = start === "exact" ? "exact" : `CG from z, at most ${cap} steps`;
        const estimator = start === "exact" ? "r2g2" : cap === shown[1] ? "r2g2-cg" : NEUTRAL;
        return {
          panel: subject,
          subject,
          place: placeLabel(row),
          label,
          estimator,
          ...floored(row.distance),
        };
      });
  },
  title: () => "How far the conditioned noise is from RT's",
  caption: (marks) =>
    `${
      takeAway(marks)
    }‖ε* − ε‖ / ‖ε‖, median over examples with its 95 % interval, in maps with at least as many ` +
    `outputs as inputs, where R2-G2 must be RT; at the left edge it is, to float32's rounding (${
      formatNumber(FLOOR)
    }). Published: conjugate gradients (CG) from z with at most ${PUBLISHED.cap} steps.`,
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Distance from RT's noise, share of its length",
      scale: "log",
      panels: "panel",
      lines: "place",
      ownLines: true,
      lineHeight: 14,
      legend: true,
      tooltip: { panel: "model", place: "at", label: "solver", value: "distance", low: "from", high: "to" },
    }),
};

function floored(
  { value, low, high }: FidelityRow["distance"],
): { value: number; low: number; high: number } {
  const above = (distance: number) => Math.max(FLOOR, distance);
  return { value: above(value), low: above(low), high: above(high) };
}

/** ‖ε* − ε‖ / ‖ε‖ of every solver. */
export const solverFidelityChart: Chart<readonly FidelityRow[]> = {
  name: "solver-fidelity",
  appendix: true,
  marks: (rows) =>
    rows.map((row) => {
      const { subject, start, distance } = row;
      const [label, estimator, place] = [startLabel(start), LOOKS[start] ?? NEUTRAL, placeLabel(row)];
      const panel = isTrained(row) ? `${subject}, ${place}` : place;
      return { panel, subject, place, solver: solverLabel(row), label, estimator, ...floored(distance) };
    }),
  title: () => "The distance from RT's noise of every solver",
  caption: (marks) =>
    `${
      takeAway(marks)
    }‖ε* − ε‖ / ‖ε‖, median over examples with its 95 % interval: the left edge means that R2-G2 is RT, sample by sample, as ` +
    "it must be where the map has at least as many outputs as inputs. Published: conjugate gradients that start " +
    "from z, the right-hand side, with at most 50 steps. Upper panels: a VAE along training; others: fixed posterior scales.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Distance from RT's noise, share of its length",
      scale: "log",
      panels: "panel",
      columns: 4,
      lines: "solver",
      lineHeight: 14,
      legend: true,
      tooltip: { panel: "at", solver: "solver", label: "start", value: "distance", low: "from", high: "to" },
    }),
};

/** The farthest that each kind of solver is from RT's noise. */
function takeAway(marks: readonly Mark[]): string {
  const labels = [...new Set(marks.map(({ label }) => String(label)))];
  const farthest = labels.map((label) => {
    const values = marks.filter((mark) => mark["label"] === label).map(({ value }) => Number(value));
    const most = Math.max(...values);
    return `${label} ${most <= FLOOR ? "within rounding" : formatNumber(most, 2)}`;
  });
  return farthest.length === 0 ? "" : `Farthest from RT's noise, of its length: ${listing(farthest)}. `;
}
