import assert from "node:assert/strict";
import { chosenSgemm, measureProducts } from "./choice.ts";
import type { Blas } from "./native.ts";
import { AS_STORED, ROW_MAJOR, TRANSPOSED } from "./verify.ts";

/** A library that does nothing but tell that it was called, and lets a clock go on. */
function library(vendor: string, called: (vendor: string, multiplications: number) => void): Blas {
  return {
    path: `/${vendor}`,
    vendor,
    config: "",
    threads: 1,
    sgemm: (_order, _a, _b, m, n, k) => called(vendor, m * n * k),
    setThreads: () => {},
    close: () => {},
  };
}

Deno.test("each shape goes to the faster library, and a difference that is noise to the first", () => {
  let now = 0;
  const small = 80 * 200 * 784;
  const called = (vendor: string, multiplications: number) => {
    const better = multiplications <= small ? 0.9 : 0.98;
    now += 1e-7 * multiplications * (vendor === "second" ? better : 1);
  };
  const choice = measureProducts([library("first", called), library("second", called)], () => now);
  assert.equal(choice["80×200×784 NN"], "second");
  assert.equal(choice["80×784×200 NT"], "second");
  assert.equal(choice["1024×1024×80 TN"], "first");
  assert.deepEqual([...new Set(Object.values(choice))].sort(), ["first", "second"]);
  assert.deepEqual(JSON.parse(JSON.stringify(choice)), choice);
});

/** Which library takes a product. */
function takes(
  choice: Record<string, string>,
  [m, n, k]: readonly [number, number, number],
  flags = "NN",
): string {
  const calls: string[] = [];
  const called = (vendor: string) => void calls.push(vendor);
  const sgemm = chosenSgemm([library("first", called), library("second", called)], choice);
  const flag = (letter: string | undefined) => letter === "T" ? TRANSPOSED : AS_STORED;
  const nothing = new Float32Array();
  for (let twice = 0; twice < 2; twice++) {
    sgemm(ROW_MAJOR, flag(flags[0]), flag(flags[1]), m, n, k, 1, nothing, k, nothing, n, 0, nothing, n);
  }
  assert.deepEqual(calls, [calls[0], calls[0]], "the same at every call");
  return calls[0]!;
}

Deno.test("a shape goes where the nearest measured one with its transposes goes", () => {
  const choice = { "80×200×784 NN": "second", "80×1024×1024 NN": "first", "80×200×784 NT": "first" };
  assert.equal(takes(choice, [80, 200, 784]), "second");
  assert.equal(takes(choice, [40, 210, 500]), "second");
  assert.equal(takes(choice, [80, 900, 1024]), "first");
  assert.equal(takes(choice, [80, 200, 784], "NT"), "first");
  assert.equal(takes(choice, [80, 200, 784], "TN"), "first", "nothing of the kind was measured");
  assert.equal(takes({ "80×200×784 NN": "second" }, [1024, 1024, 1024]), "first", "large ones want threads");
  assert.equal(takes({}, [80, 200, 784]), "first");
});

Deno.test("a choice that is none is refused", () => {
  assert.throws(() => takes({ "80×200×784 NN": "third" }, [1, 1, 1]), {
    name: "BackendError",
    message: "products: 80×200×784 NN is third's, open are first and second: measure in a new run",
  });
  assert.throws(() => takes({ "80 by 200": "first" }, [1, 1, 1]), {
    message: "products: got 80 by 200, wanted m×n×k and NN, NT, TN or TT",
  });
});
