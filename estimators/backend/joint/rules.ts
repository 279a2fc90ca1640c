/**
 * Rules by which K draws of standard normals depend on each other; each draw alone is standard normal.
 * @module
 */
import type { Key } from "../streams/philox.ts";
import { matchMoments } from "./moment_matched.ts";
import { orthogonalise } from "./orthogonal.ts";
import { fillSobol } from "./sobol.ts";

/** Draws to be made, as rows along the last axis. */
export interface JointDraws {
  /** K arrays of equal length: independent standard normals where the rule asks for them, to be changed in place. */
  readonly draws: readonly Float32Array[];
  /** One more such array where the rule asks for it. */
  readonly spare: Float32Array;
  /** Values of a row. */
  readonly row: number;
  /** Of rules that draw words of their own. */
  readonly key: Key;
}

interface JointRule {
  /** Standard normals that it starts from: of each draw, and one array more. */
  readonly starts: "draws" | "draws and spare" | "nothing";
  apply(joint: JointDraws): void;
  /** Operations, for each value of each draw. */
  flops(samples: number): number;
}

/** The name of a rule. */
export type JointRuleName = "orthogonal" | "sobol" | "moment-matched";

/** The rules by name. */
export const JOINT_RULES: Readonly<Record<JointRuleName, JointRule>> = {
  "orthogonal": {
    starts: "draws",
    apply: ({ draws, row }) => orthogonalise(draws, row),
    // A normal is four; projections are taken twice from the draws before, half of them on average.
    flops: (samples) => 8 + 4 * (samples - 1),
  },
  "sobol": {
    starts: "nothing",
    apply: ({ draws, row, key }) => fillSobol(draws, row, key),
    flops: () => 32,
  },
  "moment-matched": {
    starts: "draws and spare",
    apply: ({ draws, spare }) => matchMoments(draws, spare),
    flops: () => 16,
  },
};
