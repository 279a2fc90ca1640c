import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { sha256 } from "./sha256.ts";

Deno.test("SHA-256 agrees with Node's at every length around a block's end", () => {
  for (let length = 0; length < 200; length++) {
    const text = String.fromCodePoint(...Array.from({ length }, (_, i) => 1 + (i * 37 + length) % 0x7ff));
    assert.equal(sha256(text), createHash("sha256").update(text).digest("hex"), `${length} characters`);
  }
});
