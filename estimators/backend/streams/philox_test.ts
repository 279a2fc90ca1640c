import { deepEqual, equal } from "node:assert/strict";
import { forEachGroup, type Key, philox4x32, philoxGroup, type Words } from "./philox.ts";

const ones = 0xffffffff;

// Known answers that the authors publish with Random123 (file kat_vectors, philox4x32, 10 rounds).
const known: { name: string; counter: Words; key: Key; block: Words }[] = [
  {
    name: "zeros",
    counter: [0, 0, 0, 0],
    key: { k0: 0, k1: 0 },
    block: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    name: "ones",
    counter: [ones, ones, ones, ones],
    key: { k0: ones, k1: ones },
    block: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    name: "digits of pi",
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: { k0: 0xa4093822, k1: 0x299f31d0 },
    block: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

for (const { name, counter, key, block } of known) {
  Deno.test(`philox4x32 gives the published block for ${name}`, () => {
    deepEqual(philox4x32(counter, key), block);
  });
}

Deno.test("a group holds word w of counter 4 g + lane at 4 w + lane, beyond 2^32 counters too", () => {
  const key = { k0: 11, k1: 12 };
  const words = new Uint32Array(16);
  for (const [group, high] of [[0, 0], [5, 0], [2 ** 30 + 3, 1], [7 * 2 ** 30, 7]] as const) {
    philoxGroup(key, group, words);
    for (let lane = 0; lane < 4; lane++) {
      const block = philox4x32([(4 * group) % 2 ** 32 + lane, high, 0, 0], key);
      deepEqual([0, 1, 2, 3].map((word) => words[4 * word + lane]), [...block]);
    }
  }
});

Deno.test("forEachGroup visits every element once, in order", () => {
  for (const [count, offset] of [[0, 0], [1, 15], [16, 0], [40, 7], [3, 30]] as const) {
    let next = 0;
    forEachGroup({ k0: 1, k1: 0 }, { count, offset }, (_, from, to, at) => {
      equal(at, next);
      equal(from, (offset + at) % 16);
      next = at + to - from;
    });
    equal(next, count);
  }
});
