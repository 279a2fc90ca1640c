/**
 * Every section, in the order of the report.
 * @module
 */
import { costSection } from "./cost/words.ts";
import { correlatedSection } from "./correlated/words.ts";
import { equalCostSection } from "./equal_cost/words.ts";
import { gradientVarianceSection } from "./gradient_variance/words.ts";
import { solverFidelitySection } from "./solver_fidelity/words.ts";
import { layerChoiceSection } from "./layer_choice/words.ts";
import { replicationSection } from "./replication/words.ts";
import { trainingSection } from "./training/words.ts";
import type { Section } from "./section.ts";
import { unbiasednessSection } from "./unbiasedness/words.ts";
import { whereItHelpsSection } from "./where_it_helps/words.ts";

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
