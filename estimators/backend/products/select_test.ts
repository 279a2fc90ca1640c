import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../platforms/use_backend.ts";
import type { BackendOptions, BlasNotUsed } from "../types.ts";
import { assertClose, blasAbsent, oneDnnAbsent, uniforms } from "../testing.ts";
import type { Blas } from "./native.ts";
import { selectProducts } from "./select.ts";

const both = blasAbsent ?? oneDnnAbsent;
const skipped = (reason: string | undefined) => reason === undefined ? "" : ` (skipped: ${reason})`;

Deno.test({
  name: `a measured choice is repeated as it is, and its products are those of float64${skipped(both)}`,
  ignore: both !== undefined,
  async fn() {
    try {
      const { blas: measured } = await useBackend("wasm", { threads: 1, products: "measure" });
      assert.ok(measured.used && measured.choice);
      assert.deepEqual([measured.vendor, measured.beside?.vendor], ["OpenBLAS", "oneDNN"]);
      assert.ok(Object.keys(measured.choice).length > 20);
      // Every second shape, so that both libraries multiply.
      const choice = Object.fromEntries(
        Object.keys(measured.choice).map((key, i) => [key, i % 2 === 0 ? "oneDNN" : "OpenBLAS"]),
      );
      const { blas } = await useBackend("wasm", { threads: 1, products: choice });
      assert.deepEqual(blas, { ...measured, choice });
      for (const [m, n, k] of [[80, 50, 200], [7, 50, 50], [33, 9, 784]] as const) {
        const [x, y] = [uniforms(m * k, 1), uniforms(k * n, 2)];
        const product = tf.tidy(() => tf.matMul(tf.tensor2d(x, [m, k]), tf.tensor2d(y, [k, n])).dataSync());
        const exact = Float64Array.from({ length: m * n }, (_, at) => {
          let sum = 0;
          for (let p = 0; p < k; p++) sum += x[Math.floor(at / n) * k + p]! * y[p * n + at % n]!;
          return sum;
        });
        assertClose([product, exact], { tolerance: 2e-5, what: `${m}×${k} · ${k}×${n}` });
      }
    } finally {
      await useBackend("wasm", { blas: "off" });
    }
  },
});

/** A library that multiplies nothing. */
function library(vendor: string): Blas & { closed: boolean } {
  const blas = {
    ...{ path: `/${vendor}`, vendor, config: "", threads: 1, closed: false },
    ...{ sgemm: () => {}, setThreads: () => {}, close: () => void (blas.closed = true) },
  };
  return blas;
}

const choice = { "80×200×784 NN": "oneDNN" };

/** The notices of a selection from these libraries, and it. */
function select(
  products: BackendOptions["products"],
  [first, second]: readonly [Blas, Blas | BlasNotUsed],
) {
  const notices: string[] = [];
  const options = { ...(products && { products }), notice: (line: string) => void notices.push(line) };
  return { ...selectProducts(options, { first: () => first, second: () => second }), notices };
}

Deno.test("without a choice the first library takes all, and the second is not opened", () => {
  const first = library("OpenBLAS");
  const { libraries, used, notices } = select(undefined, [first, library("oneDNN")]);
  assert.deepEqual([libraries, notices], [[first], []]);
  assert.ok(used.used && used.choice === undefined && used.beside === undefined);
});

Deno.test("where the library that a run chose is missing, another takes all, and one line says so", () => {
  const missing = {
    used: false,
    reason: "no oneDNN is installed (on Debian: libdnnl2 or libdnnl3)",
  } as const;
  const { used, notices, libraries } = select(choice, [library("OpenBLAS"), missing]);
  assert.deepEqual(notices, [`OpenBLAS takes all products: ${missing.reason}`]);
  assert.equal(libraries.length, 1);
  assert.ok(used.used && used.beside === undefined);
  assert.deepEqual(used.choice, choice);
  assert.deepEqual(select({ "80×200×784 NN": "OpenBLAS" }, [library("oneDNN"), missing]).notices, [
    "oneDNN takes all products: OpenBLAS is not installed, which this run chose for some (on Debian: libopenblas0-pthread)",
  ]);
});

Deno.test("to measure with one library is to choose nothing, and a wrong one is named", () => {
  const missing = { used: false, reason: "no oneDNN is installed" } as const;
  const alone = select("measure", [library("OpenBLAS"), missing]);
  assert.ok(alone.used.used);
  assert.deepEqual([alone.used.choice, alone.notices], [{}, []]);
  const wrong = { used: false, reason: "BLAS library /x: its 3×4 · 4×5 product is wrong (1 for 2)" } as const;
  assert.deepEqual(select("measure", [library("OpenBLAS"), wrong]).notices, [
    `OpenBLAS takes all products: ${wrong.reason}`,
  ]);
});

Deno.test("a choice of other libraries is refused, and what was opened for it is closed", () => {
  const opened = [library("OpenBLAS"), library("oneDNN")] as const;
  assert.throws(() => select({ "80×200×784 NN": "MKL" }, opened), /products: 80×200×784 NN is MKL's/);
  assert.deepEqual(opened.map(({ closed }) => closed), [true, true]);
});
