/**
 * Small pieces that experiments share: cells, skipped cells, keys by purpose.
 * @module
 */
import { foldIn, getEstimator, type Key, key } from "../../../estimators/mod.ts";
import type { Cell, CellResult } from "../../types.ts";

/** What a key is for; a purpose's number is part of every result's identity and never changes. */
const PURPOSES = {
  parameters: 0,
  batches: 1,
  training: 2,
  measurement: 3,
  evaluation: 4,
  problem: 5,
} as const;

/** Key of one purpose under one seed of a run. */
export function purposeKey(run: Key, seed: number, purpose: keyof typeof PURPOSES): Key {
  return foldIn(foldIn(run, seed), PURPOSES[purpose]);
}

/** Keys of all purposes under one seed of a run. */
export function purposeKeys(run: Key, seed: number): Readonly<Record<keyof typeof PURPOSES, Key>> {
  return {
    parameters: purposeKey(run, seed, "parameters"),
    batches: purposeKey(run, seed, "batches"),
    training: purposeKey(run, seed, "training"),
    measurement: purposeKey(run, seed, "measurement"),
    evaluation: purposeKey(run, seed, "evaluation"),
    problem: purposeKey(run, seed, "problem"),
  };
}

/** Key of a run, from the number that the user gave. */
export function runKey(seed: number): Key {
  return key(seed);
}

/** Seeds 0, 1, … of a run. */
export function seedList(count: number): number[] {
  return Array.from({ length: count }, (_, seed) => seed);
}

/** A cell that was not run, and why. */
export function skipped(cell: Cell, reason: string): CellResult {
  return { cell, status: "skipped", reason };
}

/** Whether an estimator solves for the noise that its pre-activations determine, as R2-G2 does. */
export function conditionsNoise(name: string): boolean {
  return getEstimator(name).options["solver"] !== undefined;
}

/** Resolved options of an estimator, as records store them. */
export function estimatorOptions(name: string): Cell["options"] {
  return { ...getEstimator(name).options };
}
