import { equal, ok } from "node:assert/strict";
import { key } from "../../random/key.ts";
import { boxMuller } from "./box_muller.ts";
import { bits } from "./streams.ts";

/** The pair of normals in float64, by the platform's functions. */
function exact(word: number, angle: number): [number, number] {
  const u = Math.fround(Math.fround(word >>> 1) + 0.5) / 2 ** 31;
  const radius = Math.sqrt(-2 * Math.log(u));
  const t = (angle << 1) / 2 ** 33;
  const turned = (angle | 0) < 0 ? -radius : radius;
  // cos 2πt by the sine, which is exact near t = 1/4, where the cosine of a rounded angle is not.
  return [turned * Math.sin(2 * Math.PI * (0.25 - Math.abs(t))), turned * Math.sin(2 * Math.PI * t)];
}

/** Distance in units in the last place of a float32 of the size of `want`. */
function ulps(got: number, want: number): number {
  return Math.abs(got - want) / 2 ** (Math.floor(Math.log2(Math.max(Math.abs(want), 2 ** -126))) - 23);
}

Deno.test("normals are within 5 ulp of float64 on the same words, where the words are not rounded", () => {
  const words = bits(key(1), 16 * 4000);
  // Angles of 24 bits are exact in float32, so that the error measured is the arithmetic's alone.
  for (let i = 0; i < words.length; i++) if (i % 8 >= 4) words[i] = (words[i] ?? 0) & ~0xff;
  const out = new Float32Array(16);
  let worst = 0;
  for (let at = 0; at < words.length; at += 16) {
    const group = words.subarray(at, at + 16);
    boxMuller(group, out);
    for (const i of [0, 1, 2, 3, 8, 9, 10, 11]) {
      const want = exact(group[i] ?? 0, group[i + 4] ?? 0);
      worst = Math.max(worst, ulps(out[i] ?? 0, want[0]), ulps(out[i + 4] ?? 0, want[1]));
    }
  }
  ok(worst > 0 && worst < 5, `worst error ${worst} ulp`);
});

Deno.test("the ends of the words' range give finite normals", () => {
  const largest = Math.fround(Math.sqrt(64 * Math.LN2));
  const ends: [word: number, angle: number, cosine: number, sine: number][] = [
    [0, 0, largest, 0],
    [1, 0, largest, 0],
    [0, 0x40000000, 0, -largest],
    [0, 0x80000000, -largest, 0],
    [0, 0xc0000000, 0, largest],
    [0xffffffff, 0x10000000, 0, 0],
    [0x80000000, 0, Math.sqrt(2 * Math.LN2), 0],
  ];
  for (const [word, angle, cosine, sine] of ends) {
    const out = new Float32Array(16);
    boxMuller(new Uint32Array(16).fill(word, 0, 4).fill(angle, 4, 8), out);
    ok(Math.abs((out[0] ?? NaN) - cosine) < 2e-6, `cosine of ${word}, ${angle}: ${out[0]}`);
    ok(Math.abs((out[4] ?? NaN) - sine) < 2e-6, `sine of ${word}, ${angle}: ${out[4]}`);
  }
});

Deno.test("the bits of a group are what they always were", () => {
  // From the first version of this code: another value here means that every recorded run changes.
  const out = new Float32Array(16);
  boxMuller(bits(key(42), 16), out);
  const words = new Uint32Array(out.buffer);
  equal(words.reduce((hash, word) => (Math.imul(hash, 31) + word) >>> 0, 7).toString(16), "e6e761bb");
});
