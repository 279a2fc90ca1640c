import assert from "node:assert/strict";
import { Draws } from "./draws.ts";

const some = (draws: Draws) => [draws.below(1000), draws.unit(), draws.pick(["a", "b", "c"]), draws.bytes(5)];

Deno.test("a seed gives the same choices again, another seed others", () => {
  assert.deepEqual(some(new Draws(3)), some(new Draws(3)));
  assert.notDeepEqual(some(new Draws(3)), some(new Draws(4)));
});

Deno.test("a stream of its own does not depend on what was drawn before, nor on other names", () => {
  const draws = new Draws(3);
  const first = some(draws.apart("kills"));
  assert.deepEqual(some(draws.apart("kills")), first);
  some(draws);
  assert.deepEqual(some(draws.apart("kills")), first);
  assert.notDeepEqual(some(draws.apart("damage")), first);
});

Deno.test("choices fill their range and stay in it", () => {
  const draws = new Draws(1);
  const found = Array.from({ length: 300 }, () => draws.below(7));
  assert.deepEqual([...new Set(found)].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.ok(Array.from({ length: 300 }, () => draws.unit()).every((value) => value >= 0 && value < 1));
  assert.equal(new Set(draws.bytes(4000)).size, 256);
  assert.throws(() => draws.pick([]), RangeError);
});
