/**
 * What can be measured on a model, and what is skipped with a reason.
 * @module
 */
import { type Batch, type Model, modelSupports, type SampledChoice } from "../../models/mod.ts";
import type { Cell, CellResult } from "../types.ts";

/** Why a model cannot use an estimator; undefined where it can. */
export function whyUnsupported(model: Model, batch: Batch, estimator: SampledChoice): string | undefined {
  const answer = modelSupports(model, batch, estimator);
  return answer === true ? undefined : answer;
}

/** Cells that can be measured, and results of the others, which say why not. */
export interface Sifted<C> {
  readonly able: C[];
  readonly unable: CellResult[];
}

/** Sifts cells, or what is measured for each, by the reason against it, where there is one. */
export function sift<C extends Cell | { readonly cell: Cell }>(
  cells: readonly C[],
  whyNot: (cell: C) => string | undefined,
): Sifted<C> {
  const found: Sifted<C> = { able: [], unable: [] };
  for (const each of cells) {
    const reason = whyNot(each);
    if (reason === undefined) found.able.push(each);
    else found.unable.push({ cell: "cell" in each ? each.cell : each, status: "skipped", reason });
  }
  return found;
}
