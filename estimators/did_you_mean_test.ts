import assert from "node:assert/strict";
import { didYouMean } from "./did_you_mean.ts";

const NAMES = ["rt", "lrt", "r2g2", "r2g2-sampled", "flipout", "--offline"];

const CASES: readonly (readonly [name: string, nearest: string | undefined])[] = [
  ["flippout", "flipout"],
  ["R2G2", "r2g2"],
  ["r2g2-smapled", "r2g2-sampled"],
  ["--oflnie", "--offline"],
  // Two wrong letters of three are another word.
  ["xxt", undefined],
  ["reparameterisation", undefined],
  ["", undefined],
];

for (const [name, nearest] of CASES) {
  Deno.test(`${JSON.stringify(name)} ${nearest === undefined ? "is near nothing" : `is near ${nearest}`}`, () => {
    assert.equal(didYouMean(name, NAMES), nearest === undefined ? "" : `; did you mean ${nearest}?`);
  });
}

Deno.test("nothing is near where nothing is known", () => {
  assert.equal(didYouMean("rt", []), "");
});
