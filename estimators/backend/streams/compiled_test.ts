import assert from "node:assert/strict";
import { key } from "../../random/mod.ts";
import { Arena } from "../wasm/testing.ts";
import { kernelStream } from "./compiled.ts";
import { normalsReference, uniformsReference } from "./streams.ts";

const twins = { normals: normalsReference, uniforms: uniformsReference } as const;
const kinds = ["normals", "uniforms"] as const;

const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.buffer, 0, values.length);

for (const kind of kinds) {
  Deno.test(`${kind}: the kernel's bits are the reference's`, () => {
    for (const seed of [0, 1, 2n ** 64n - 1n, 0x9e3779b97f4a7c15n]) {
      const own = kernelStream(kind, { key: key(seed), count: 200_003, offset: 0 });
      assert.ok(own);
      assert.deepEqual(bitsOf(own), bitsOf(twins[kind](key(seed), 200_003)));
    }
  });

  Deno.test(`${kind}: every start and length, and nothing written behind the end`, () => {
    const k = key(7);
    for (let offset = 0; offset <= 33; offset++) {
      for (const count of [0, 1, 3, 15, 16, 17, 31, 32, 33, 48, 63, 80]) {
        const arena = new Arena();
        const scratch = arena.reserve(16);
        const out = arena.reserve(100);
        arena.kernels[kind](out, count, k.k0, k.k1, offset, scratch);
        assert.deepEqual(arena.read(out, count), twins[kind](k, count, offset), `${offset}, ${count}`);
        assert.ok(arena.read(out, 100).subarray(count).every(Number.isNaN), `${offset}, ${count}`);
      }
    }
  });

  Deno.test(`${kind}: counters carry into their second word`, () => {
    const k = key(8);
    // Element 16 · 2^30 is the first of counter 2^32: the blocks around it, and far beyond.
    for (const offset of [2 ** 34 - 40, 2 ** 34 - 16, 2 ** 34, 5 * 2 ** 34 + 3, 2 ** 53 - 200]) {
      const own = kernelStream(kind, { key: k, count: 100, offset });
      assert.deepEqual(own, twins[kind](k, 100, offset), `${offset}`);
    }
  });
}
