/**
 * Distance of the conditioned noise from RT's, by solver, one panel per place.
 * @module
 */
import { fidelityRows, solverLabel } from "../analysis/solver_fidelity.ts";
import { dotChart } from "./dots.ts";
import { NEUTRAL } from "./styles.ts";
import type { Chart } from "./types.ts";

const STARTS: Readonly<Record<string, readonly [label: string, look: string]>> = {
  exact: ["exact", "r2g2"],
  rhs: ["CG from z (published)", "r2g2-cg"],
  zero: ["CG from zero", NEUTRAL],
};

/** ‖ε* − ε‖ / ‖ε‖. */
export const solverFidelityChart: Chart = {
  name: "solver-fidelity",
  experiment: "solver_fidelity",
  rows: (records) =>
    fidelityRows(records).map(({ subject, trained, place, start, cap, distance }) => {
      const [label, estimator] = STARTS[start] ?? [`CG from ${start}`, NEUTRAL];
      const panel = trained ? `${subject}, ${place}` : place;
      return { panel, subject, place, solver: solverLabel({ start, cap }), label, estimator, ...distance };
    }),
  title: () => "How far the conditioned noise is from RT's",
  caption: () =>
    "‖ε* − ε‖ / ‖ε‖, median over examples with its 95 % interval: 0 means that R2-G2 is RT, sample by sample, as " +
    "it must be where the map has at least as many outputs as inputs. Published: conjugate gradients that start from z, the right-hand side, with at " +
    "most 50 steps. Upper panels: a VAE along training; others: fixed posterior scales.",
  spec: (rows, layout) =>
    dotChart(rows, layout, {
      title: "Distance from RT's noise, share of its length",
      scale: "linear",
      panels: "panel",
      lines: "solver",
      rule: 0,
      lineHeight: 26,
      legend: true,
      tooltip: { panel: "at", solver: "solver", label: "start", value: "distance", low: "from", high: "to" },
    }),
};
