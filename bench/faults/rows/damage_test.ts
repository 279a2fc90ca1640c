import assert from "node:assert/strict";
import { Draws } from "../draws.ts";
import { damaged } from "./damage.ts";

Deno.test("damage cuts a file or flips up to three bits, and leaves the original as it is", () => {
  const whole = new Uint8Array(50).fill(7);
  const draws = new Draws(2);
  const lengths = new Set<number>();
  let flips = 0;
  for (let i = 0; i < 200; i++) {
    const { bytes } = damaged(whole, draws);
    if (bytes.length < whole.length) lengths.add(bytes.length);
    else flips += bytes.filter((byte) => byte !== 7).length;
  }
  assert.deepEqual(whole, new Uint8Array(50).fill(7));
  assert.ok(lengths.size > 20 && flips > 150, `${lengths.size} lengths, ${flips} bytes`);
});
