import assert from "node:assert/strict";
import { AS_STORED, type Sgemm, TRANSPOSED, verifySgemm } from "./verify.ts";

// deno-fmt-ignore
const right: Sgemm = (_order, flagA, flagB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) => {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) {
        sum += a[flagA === TRANSPOSED ? p * lda + i : i * lda + p]! * b[flagB === TRANSPOSED ? j * ldb + p : p * ldb + j]!;
      }
      c[i * ldc + j] = alpha * sum + (beta === 0 ? 0 : beta * c[i * ldc + j]!);
    }
  }
};

Deno.test("a correct product passes", () => assert.equal(verifySgemm(right), undefined));

/** Each drops or mistakes one thing. */
const WRONG: Readonly<Record<string, Sgemm>> = {
  "does nothing": () => {},
  "ignores the left flag": (order, _a, ...rest) => right(order, AS_STORED, ...rest),
  "ignores the right flag": (order, a, _b, ...rest) => right(order, a, AS_STORED, ...rest),
  "overwrites where it should add": (...call) => right(...call.with(11, 0) as Parameters<Sgemm>),
  "adds where it should overwrite": (...call) => right(...call.with(11, 1) as Parameters<Sgemm>),
  "loses the last term of a long sum": (...call) =>
    right(...call.with(5, Math.min(call[5], 34)) as Parameters<Sgemm>),
};

for (const [name, sgemm] of Object.entries(WRONG)) {
  Deno.test(`a product that ${name} is refused`, () => {
    assert.match(verifySgemm(sgemm) ?? "accepted", /product is wrong/);
  });
}
