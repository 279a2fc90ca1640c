/**
 * Which layers to treat.
 * @module
 */
import { layerChoiceContract } from "../../../bench/experiments/layer_choice/contract.ts";
import type { ExperimentReport } from "../report.ts";
import { layerChoiceChart } from "./chart.ts";
import { type PlacementRow, placementRows } from "./rows.ts";
import { layerChoiceTable } from "./table.ts";
import { topLayersClaim } from "./top_layers_verdict.ts";
import { layerChoiceFindings, layerChoiceInBrief } from "./words.ts";

/** Placements of R2-G2 against RT everywhere. */
export const layerChoiceReport: ExperimentReport<readonly PlacementRow[]> = {
  contract: layerChoiceContract,
  chapter: "details",
  rows: placementRows,
  charts: [layerChoiceChart],
  tables: [layerChoiceTable],
  inBrief: layerChoiceInBrief,
  findings: layerChoiceFindings,
  verdicts: [topLayersClaim],
};
