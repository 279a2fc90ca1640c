import assert from "node:assert/strict";
import { canonicalJson, configurationHash, sha256 } from "./canonical.ts";

Deno.test("canonical JSON sorts keys at every depth and omits undefined", () => {
  assert.equal(
    canonicalJson({ b: { d: 1, c: [] }, a: undefined, A: "ü\n" }),
    '{"A":"ü\\n","b":{"c":[],"d":1}}',
  );
  assert.equal(canonicalJson([null, true, -0, 1e21, 0.1]), "[null,true,0,1e+21,0.1]");
});

Deno.test("sha256 matches the published vectors of FIPS 180-4", () => {
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(sha256(new Uint8Array()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

Deno.test("a configuration's hash ignores the order of its keys and nothing else", () => {
  assert.equal(configurationHash({ a: 1, b: [1, 2] }), configurationHash({ b: [1, 2], a: 1 }));
  assert.notEqual(configurationHash({ a: 1, b: [1, 2] }), configurationHash({ a: 1, b: [2, 1] }));
});

const refused: [unknown, RegExp][] = [
  [{ a: { b: [1, NaN] } }, /^TypeError: value\.a\.b\[1\] is NaN/],
  [{ a: Infinity }, /value\.a is Infinity/],
  [[undefined], /value\[0\] is undefined/],
  [{ at: new Map() }, /value\.at is a Map/],
  [{ n: 1n }, /value\.n is bigint/],
];
for (const [value, message] of refused) {
  Deno.test(`canonical JSON refuses ${message.source}`, () => {
    assert.throws(() => canonicalJson(value), message);
  });
}
