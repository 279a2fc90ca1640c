/**
 * Sixteen random words to sixteen standard normals, as a fixed sequence of float32 operations.
 *
 * Words 0–3 and 4–7 of a group (one lane each) make a pair, words 8–11 and 12–15 another: with u from the
 * first word and t in [−1/4, 1/4) and a sign from the second, the pair is ±√(−2 ln u) · (cos 2πt, sin 2πt)
 * (Box and Muller 1958). Every multiplication and addition is rounded to float32 once, no operation is
 * fused, and division and square root are IEEE's: so a SIMD kernel that does the same operations gives the
 * same bits on any machine, and so do all backends. The library functions of a platform are never called.
 *
 * Range: u = (⌊word / 2⌋ + ½) / 2^31 lies in (0, 1], so the largest normal is √(64 ln 2) = 6.66, and the
 * probability that is cut off beyond it is 2.8e-11.
 * Error: at most 5 units in the last place against float64 on the same words; see `box_muller_test.ts`.
 * @module
 */

const round = Math.fround;

// 2^31, and √½ · 2^31 as float32 bits: u is kept scaled by 2^31, which saves a product and changes no bit.
const one = 2147483648;
const sqrtHalfBits = 0x4eb504f3;
// −2 ln 2.
const minusTwoLn2 = round(-1.3862943611198906);
// −2 ln((1 + s) / (1 − s)) / s in powers of s², relative error below 1e-9 for |s| ≤ 0.173. Weighted least
// squares towards the minimax polynomial, rounded to float32 from the lowest coefficient up.
const log1 = round(-4);
const log2 = round(-1.3333356380462646);
const log3 = round(-0.7995356321334839);
const log4 = round(-0.5978791117668152);
// sin(2πt) / t in powers of t², relative error below 3e-8 for |t| ≤ 1/4. Fitted in the same way.
const sine1 = round(6.2831854820251465);
const sine2 = round(-41.34176254272461);
const sine3 = round(81.60829162597656);
const sine4 = round(-76.71897888183594);
const sine5 = round(40.80365753173828);

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** Writes the sixteen normals that a group's sixteen words make. shape of both: [16]. */
export function boxMuller(words: Uint32Array, out: Float32Array): void {
  for (let pair = 0; pair < 16; pair += 8) {
    for (let lane = pair; lane < pair + 4; lane++) {
      const angle = (words[lane + 4] ?? 0) | 0;
      // The angle's top bit turns both by half a circle; the others give t in [−1/4, 1/4].
      const radius = angle < 0 ? -radiusOf(words[lane] ?? 0) : radiusOf(words[lane] ?? 0);
      const t = round(round(angle << 1) * 2 ** -33);
      out[lane] = round(radius * sine(round(0.25 - Math.abs(t))));
      out[lane + 4] = round(radius * sine(t));
    }
  }
}

/** √(−2 ln u) for u = (⌊word / 2⌋ + ½) / 2^31. */
function radiusOf(word: number): number {
  const u = round(round(word >>> 1) + 0.5);
  float[0] = u;
  const above = (bits[0] ?? 0) - sqrtHalfBits;
  const exponent = above >> 23;
  // u = mantissa · 2^exponent with mantissa / 2^31 in [√½, √2).
  bits[0] = (bits[0] ?? 0) - (exponent << 23);
  const mantissa = float[0];
  const s = round(round(mantissa - one) / round(mantissa + one));
  const q = round(s * s);
  const p = round(round(round(round(round(round(log4 * q) + log3) * q) + log2) * q) + log1);
  return round(Math.sqrt(round(round(p * s) + round(exponent * minusTwoLn2))));
}

/** sin(2πt), |t| ≤ 1/4. */
function sine(t: number): number {
  const q = round(t * t);
  const p = round(round(round(round(round(round(sine5 * q) + sine4) * q) + sine3) * q) + sine2);
  return round(t * round(round(p * q) + sine1));
}
