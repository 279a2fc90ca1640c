/**
 * Pairs of positions by the columns where both are not zero.
 *
 * Patches over an image's edge are zero in blocks of columns. All pairs that are not zero in the same columns share
 * their matrix products, each over columns that follow one another, and every entry of G is written by one product,
 * or added to in place.
 * @module
 */
import type { Segment } from "./segments.ts";

/** Columns that follow one another. */
export interface Run {
  readonly from: number;
  readonly width: number;
}

/** Pairs whose products are not zero in the same columns. */
export interface PairGroup {
  /** Pairs (p, q ≤ p) in their order. */
  readonly pairs: readonly (readonly [p: number, q: number])[];
  /** The columns; none where the pairs' products are zero everywhere. */
  readonly runs: readonly Run[];
}

/** All pairs of positions in groups. @param segments in the order of their columns */
export function pairGroups(segments: readonly Segment[], positions: number): PairGroup[] {
  const groups = new Map<string, { pairs: [number, number][]; runs: Run[] }>();
  const present = segments.map((segment) => new Set(segment.positions));
  for (let p = 0; p < positions; p++) {
    for (let q = 0; q <= p; q++) {
      const shared = segments.filter((_, i) => present[i]!.has(p) && present[i]!.has(q));
      const name = shared.map(({ from }) => from).join();
      const group = groups.get(name) ?? { pairs: [], runs: runsOf(shared) };
      groups.set(name, group);
      group.pairs.push([p, q]);
    }
  }
  return [...groups.values()];
}

function runsOf(segments: readonly Segment[]): Run[] {
  const runs: { from: number; width: number }[] = [];
  for (const { from, width } of segments) {
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.width === from) last.width += width;
    else runs.push({ from, width });
  }
  return runs;
}
