/**
 * The registered suites: one line each.
 * @module
 */
import { nearestName } from "../nearest.ts";
import type { Suite } from "./types.ts";
import { demo } from "./demo.ts";
import { layers } from "./layers.ts";
import { paper } from "./paper.ts";
import { quick } from "./quick.ts";
import { reference } from "./reference.ts";
import { smoke } from "./smoke.ts";
import { standard } from "./standard.ts";

export type { Suite } from "./types.ts";

const SUITES: readonly Suite[] = [smoke, demo, quick, standard, layers, reference, paper];

/** Names of all suites. */
export const suiteNames: readonly string[] = SUITES.map(({ name }) => name);

/** @throws {RangeError} that names the nearest suite if there is none of the name. */
export function getSuite(name: string): Suite {
  const suite = SUITES.find((candidate) => candidate.name === name);
  if (suite !== undefined) return suite;
  throw new RangeError(`unknown suite ${nearestName(name, suiteNames)}`);
}
