/**
 * Seeded noise for fixtures: good enough to look like measurements, and the same in every run.
 * @module
 */

/** A source of seeded numbers; `uniform` in (0, 1), `normal` standard. */
export interface Noise {
  uniform(): number;
  normal(): number;
}

/** Mulberry32 with Box–Muller on top, seeded by a text. */
export function seededNoise(seed: string): Noise {
  let state = 0;
  for (const char of seed) state = (Math.imul(state, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
