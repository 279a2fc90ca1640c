import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { blasAbsent } from "../testing.ts";
import type { BackendOptions } from "../types.ts";
import { useBackend } from "./use_backend.ts";

const kernels = () => tf.getKernelsForBackend("wasm").map(({ kernelName }) => kernelName).sort();
const wasmOnly: BackendOptions = { blas: "off" };

/** One product on the active backend. */
function multiplies(): void {
  tf.tidy(() => {
    const product = tf.matMul(tf.tensor2d([1, 2], [1, 2]), tf.tensor2d([3, 4], [2, 1]));
    assert.deepEqual([...product.dataSync()], [11]);
  });
}

Deno.test("the backend is described", async () => {
  const info = await useBackend("wasm", wasmOnly);
  assert.equal(tf.getBackend(), "wasm");
  assert.deepEqual([info.name, info.tfjs, info.simd], ["wasm", tf.version_core, true]);
  assert.deepEqual(info.blas, { used: false, reason: "switched off" });
  for (const name of ["BatchMatMul", "_FusedMatMul", "Conv2DBackpropFilter"]) {
    assert.ok(info.kernels.includes(name));
  }
  assert.deepEqual([info.machine.arch, info.machine.deno], [Deno.build.arch, Deno.version.deno]);
  assert.ok(info.machine.cores >= 1);
  assert.deepEqual(JSON.parse(JSON.stringify(info)), info);
});

Deno.test("any sequence of backends and options works, and registers nothing twice", async () => {
  await useBackend("wasm", wasmOnly);
  const before = { kernels: kernels(), tensors: tf.memory().numTensors };
  const kept = tf.tensor1d([1, 2, 3]);
  const sequence: [Parameters<typeof useBackend>[0], BackendOptions][] = [
    ["wasm", wasmOnly],
    ["cpu", {}],
    ["auto", wasmOnly],
    ...(blasAbsent === undefined
      ? [["auto", {}], ["auto", { threads: 1 }], ["cpu", {}], ["wasm", { blas: "auto" }]] as typeof sequence
      : []),
    ["cpu", {}],
    ["cpu", {}],
    ["wasm", wasmOnly],
  ];
  for (const [name, options] of sequence) {
    const info = await useBackend(name, options);
    assert.equal(tf.getBackend(), info.name);
    if (options.threads !== undefined && info.blas.used) assert.equal(info.blas.threads, options.threads);
    multiplies();
    assert.deepEqual(tf.add(kept, 0).dataSync().length, 3);
  }
  assert.deepEqual(kernels(), before.kernels);
  tf.disposeVariables();
  kept.dispose();
  assert.equal(tf.memory().numTensors - before.tensors, sequence.length, "one sum per backend");
});

Deno.test("calls that overlap are carried out one after another", async () => {
  const infos = await Promise.all([useBackend("cpu"), useBackend("wasm", wasmOnly), useBackend("cpu")]);
  assert.deepEqual(infos.map(({ name }) => name), ["cpu", "wasm", "cpu"]);
  assert.equal(tf.getBackend(), "cpu");
  multiplies();
});

/** What cannot be had, and what is said. */
const REFUSED: readonly (readonly [string, BackendOptions, RegExp])[] = [
  ["wasm", { blas: "/nowhere/libblas.so" }, /^BLAS library \/nowhere\/libblas.so/],
  ["auto", { blas: "/nowhere/libblas.so" }, /^BLAS library \/nowhere\/libblas.so/],
  ["cpu", { blas: "/nowhere/libblas.so" }, /only the wasm backend uses one, and cpu was asked for/],
  ["wasm", { threads: 0 }, /threads: got 0, wanted a positive integer/],
  ["abacus", {}, /^backend abacus: wanted auto, wasm, cpu, webgl, webgpu, tensorflow$/],
];

for (const [name, options, said] of REFUSED) {
  Deno.test(`${name} with ${JSON.stringify(options)} is refused, and the backend stays`, async () => {
    await useBackend("wasm", wasmOnly);
    await assert.rejects(useBackend(name as "wasm", options), { name: "BackendError", message: said });
    assert.equal(tf.getBackend(), "wasm");
    multiplies();
  });
}

Deno.test("auto says in one line when it must do without BLAS", async () => {
  const lines: string[] = [];
  const notice = (line: string) => lines.push(line);
  const { blas } = await useBackend("auto", { notice });
  await useBackend("wasm", { blas: "off", notice });
  if (blas.used) assert.deepEqual(lines, []);
  else {
    assert.equal(lines.length, 1);
    assert.ok(lines[0]?.includes(blas.reason) && !lines[0].includes("\n"), String(lines[0]));
  }
});

Deno.test("the tensorflow backend runs, or says what to install", async () => {
  try {
    assert.equal((await useBackend("tensorflow")).name, "tensorflow");
  } catch (error) {
    assert.match(
      String(error),
      /^BackendError: backend tensorflow is not available: .*run with --allow-read/,
    );
    assert.equal(tf.getBackend(), "wasm");
  }
  await useBackend("wasm", wasmOnly);
  multiplies();
});

Deno.test("the webgl backend, a browser's, says here where it is to be had", async () => {
  await assert.rejects(useBackend("webgl"), {
    message: "backend webgl is not available: only browsers have WebGL; outside of them use wasm or webgpu",
  });
  multiplies();
});

Deno.test("the webgpu backend runs, or says why not", async () => {
  try {
    const { machine } = await useBackend("webgpu");
    assert.ok(machine.adapter);
    const product = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])));
    assert.deepEqual([...await product.data()], [3, 3, 3, 3]);
    product.dispose();
  } catch (error) {
    assert.match(String(error), /^BackendError: backend webgpu is not available: /);
  }
  await useBackend("wasm", wasmOnly);
  multiplies();
});
