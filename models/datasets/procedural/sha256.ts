/**
 * SHA-256 of a short text (FIPS 180-4), so that a procedural set has the same identity in every runtime: browsers
 * have only an asynchronous one.
 * @module
 */

/** The first 32 bits of the fractional part of a number. */
const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) | 0;

const PRIMES = Array.from({ length: 310 }, (_, i) => i + 2)
  .filter((n) => Array.from({ length: n - 2 }, (_, i) => i + 2).every((divisor) => n % divisor !== 0));
/** Of the square roots of the first 8 primes, and of the cube roots of the first 64. */
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUND = PRIMES.slice(0, 64).map((prime) => fraction(Math.cbrt(prime)));

/** The hash of a text in UTF-8, hex. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer(64 * Math.ceil((bytes.length + 9) / 64)));
  bytes.forEach((byte, i) => padded.setUint8(i, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 4, 8 * bytes.length);
  let state = START;
  for (let at = 0; at < padded.byteLength; at += 64) state = compress(state, scheduled(padded, at));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

const turn = (word: number, bits: number): number => word >>> bits | word << 32 - bits;

/** The 64 words of a block. */
function scheduled(data: DataView, at: number): Int32Array {
  const words = new Int32Array(64);
  for (let t = 0; t < 16; t++) words[t] = data.getInt32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [early, late] = [words[t - 15]!, words[t - 2]!];
    const small = turn(early, 7) ^ turn(early, 18) ^ early >>> 3;
    const large = turn(late, 17) ^ turn(late, 19) ^ late >>> 10;
    words[t] = words[t - 16]! + small + words[t - 7]! + large;
  }
  return words;
}

function compress(state: readonly number[], words: Int32Array): number[] {
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const choice = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = h + choice + (e & f ^ ~e & g) + ROUND[t]! + words[t]!;
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, d + first | 0, c, b, a, first + second | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => word + state[i]! | 0);
}
