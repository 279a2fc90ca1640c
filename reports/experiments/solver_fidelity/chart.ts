/**
 * Distance of the conditioned noise from RT's, by solver, one panel per place.
 * @module
 */
import { fidelityRows, solverLabel, startLabel } from "./rows.ts";
import { formatNumber, listing } from "../../look/format.ts";
import { dotChart } from "../../look/dots.ts";
import { NEUTRAL } from "../../look/styles.ts";
import type { Chart, Row } from "../../look/chart.ts";

const LOOKS: Readonly<Record<string, string>> = { exact: "r2g2", rhs: "r2g2-cg" };

/** ‖ε* − ε‖ / ‖ε‖. */
export const solverFidelityChart: Chart = {
  name: "solver-fidelity",
  experiment: "solver_fidelity",
  rows: (records) =>
    fidelityRows(records).map(({ subject, trained, place, start, cap, distance }) => {
      const [label, estimator] = [startLabel(start), LOOKS[start] ?? NEUTRAL];
      const panel = trained ? `${subject}, ${place}` : place;
      return { panel, subject, place, solver: solverLabel({ start, cap }), label, estimator, ...distance };
    }),
  title: () => "How far the conditioned noise is from RT's",
  caption: (rows) =>
    `${
      takeAway(rows)
    }‖ε* − ε‖ / ‖ε‖, median over examples with its 95 % interval: 0 means that R2-G2 is RT, sample by sample, as ` +
    "it must be where the map has at least as many outputs as inputs. Published: conjugate gradients that start " +
    "from z, the right-hand side, with at most 50 steps. Upper panels: a VAE along training; others: fixed posterior scales.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
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
function takeAway(rows: readonly Row[]): string {
  const labels = [...new Set(rows.map(({ label }) => String(label)))];
  const farthest = labels.map((label) => {
    const values = rows.filter((row) => row["label"] === label).map(({ value }) => Number(value));
    return `${label} ${formatNumber(Math.max(...values), 2)}`;
  });
  return farthest.length === 0 ? "" : `Farthest from RT's noise: ${listing(farthest)} of its length. `;
}
