import assert from "node:assert/strict";
import { CALIBRATION_BINS, calibrationBin, calibrationError } from "./calibration_error.ts";

Deno.test("too little confidence is an error as too much is, bin by bin", () => {
  assert.ok(Math.abs(calibrationError([-0.2, 0.1]) - 0.3) < 1e-12);
  assert.equal(calibrationError([0, 0]), 0);
});

Deno.test("every confidence has a bin, what rounding leaves beyond the ends included", () => {
  const last = CALIBRATION_BINS - 1;
  assert.deepEqual([-1e-9, 0, 1 / 15 + 1e-9, 0.999, 1, 1 + 1e-7].map(calibrationBin), [
    0,
    0,
    1,
    last,
    last,
    last,
  ]);
});
