import assert from "node:assert/strict";
import { gzip } from "../fixtures.ts";
import { gunzip } from "./gzip.ts";

Deno.test("gunzip unpacks, and refuses what is cut, changed or not gzip", () => {
  const packed = gzip(Uint8Array.of(1, 2, 3));
  assert.deepEqual(gunzip(packed, "f"), Uint8Array.of(1, 2, 3));
  const changed = packed.slice();
  changed[changed.length - 6]! ^= 1; // in the checksum
  for (const bytes of [packed.subarray(0, -4), changed, Uint8Array.of(1, 2, 3)]) {
    assert.throws(() => gunzip(bytes, "f"), /DataError: f: cannot be unpacked as gzip/);
  }
});
