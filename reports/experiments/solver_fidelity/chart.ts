/**
 * Distance of the conditioned noise from RT's, by solver, one panel per place.
 * @module
 */
import type { Chart, Mark } from "../../look/chart.ts";
import { dotChart } from "../../look/dots.ts";
import { formatNumber, listing } from "../../look/format.ts";
import { NEUTRAL } from "../../look/styles.ts";
import { type FidelityRow, isTrained, placeLabel, solverLabel, startLabel } from "./rows.ts";

const LOOKS: Readonly<Record<string, string>> = { exact: "r2g2", rhs: "r2g2-cg" };

/** ‖ε* − ε‖ / ‖ε‖. */
export const solverFidelityChart: Chart<readonly FidelityRow[]> = {
  name: "solver-fidelity",
  marks: (rows) =>
    rows.map((row) => {
      const { subject, start, distance } = row;
      const [label, estimator, place] = [startLabel(start), LOOKS[start] ?? NEUTRAL, placeLabel(row)];
      const panel = isTrained(row) ? `${subject}, ${place}` : place;
      return { panel, subject, place, solver: solverLabel(row), label, estimator, ...distance };
    }),
  title: () => "How far the conditioned noise is from RT's",
  caption: (marks) =>
    `${
      takeAway(marks)
    }‖ε* − ε‖ / ‖ε‖, median over examples with its 95 % interval: 0 means that R2-G2 is RT, sample by sample, as ` +
    "it must be where the map has at least as many outputs as inputs. Published: conjugate gradients that start " +
    "from z, the right-hand side, with at most 50 steps. Upper panels: a VAE along training; others: fixed posterior scales.",
  spec: (marks, layout) =>
    dotChart(marks, layout, {
      title: "Distance from RT's noise, share of its length",
      scale: "linear",
      panels: "panel",
      lines: "solver",
      rule: 0,
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
    return `${label} ${formatNumber(Math.max(...values), 2)}`;
  });
  return farthest.length === 0 ? "" : `Farthest from RT's noise: ${listing(farthest)} of its length. `;
}
