/**
 * Every section, in the order of the report.
 * @module
 */
import { costSection } from "./cost.ts";
import { correlatedSection } from "./correlated.ts";
import { equalCostSection } from "./equal_cost.ts";
import { gradientVarianceSection } from "./gradient_variance.ts";
import { solverFidelitySection } from "./solver_fidelity.ts";
import { layerChoiceSection } from "./layer_choice.ts";
import { replicationSection } from "./replication.ts";
import { trainingSection } from "./training.ts";
import type { Section } from "./types.ts";
import { unbiasednessSection } from "./unbiasedness.ts";
import { whereItHelpsSection } from "./where_it_helps.ts";

/** Add a section: one file, one line here. */
export const SECTIONS: readonly Section[] = [
  equalCostSection,
  gradientVarianceSection,
  costSection,
  trainingSection,
  unbiasednessSection,
  whereItHelpsSection,
  solverFidelitySection,
  layerChoiceSection,
  correlatedSection,
  replicationSection,
];
