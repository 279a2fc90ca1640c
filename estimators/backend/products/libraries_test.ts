import assert from "node:assert/strict";
import { blasAbsent, oneDnnAbsent } from "../testing.ts";
import { BackendError } from "../types.ts";
import { openBlas, resolveThreads } from "./libraries.ts";
import { blasCandidates, oneDnnCandidates, openBlasCandidates } from "./paths.ts";

const granted = (path: string) => Deno.permissions.querySync({ name: "ffi", path }).state === "granted";

/** Paths that are no BLAS library, and what is said of each under --allow-ffi. */
const BAD: readonly (readonly [string, RegExp])[] = [
  ["/nowhere/libopenblas.so", /does not exist: install one or name another path/],
  ["/etc/hosts", /is not a shared library: /],
  [
    "/lib/x86_64-linux-gnu/libc.so.6",
    /is not a BLAS library with C bindings: it has neither cblas_sgemm nor dnnl_sgemm/,
  ],
];

for (const [path, said] of BAD) {
  const absent = path.startsWith("/lib") && (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64");
  Deno.test({
    name: `${path} is refused in one line${absent ? " (skipped: another platform)" : ""}`,
    ignore: absent || Deno.build.os === "windows",
    fn() {
      const wanted = granted(path) ? said : /permission refused: run with --allow-ffi=/;
      assert.throws(() => openBlas(path), (error) => {
        assert.ok(error instanceof BackendError);
        assert.match(error.message, wanted);
        assert.ok(
          error.message.startsWith(`BLAS library ${path}`) && !error.message.includes("\n"),
          error.message,
        );
        return true;
      });
    },
  });
}

Deno.test("a path must be absolute, and threads a positive integer", () => {
  assert.throws(
    () => openBlas("libopenblas.so.0"),
    /libopenblas.so.0: wanted auto, off, openblas, onednn or an absolute path/,
  );
  for (const threads of [0, -1, 1.5, NaN]) {
    assert.throws(() => openBlas("off", { threads }), {
      name: "BackendError",
      message: /wanted a positive integer/,
    });
  }
  assert.equal(resolveThreads(3), 3);
  assert.ok(resolveThreads(undefined) >= 1 && resolveThreads(undefined) <= 4);
});

Deno.test("off and an absent library are reasons, not errors", () => {
  assert.deepEqual(openBlas("off"), { used: false, reason: "switched off" });
  for (const absent of [blasAbsent, oneDnnAbsent]) {
    if (absent !== undefined) {
      assert.match(absent, /^BLAS library (openblas|onednn): .*(--allow-ffi=|no .* is)/);
    }
  }
});

Deno.test("candidates are absolute paths, on every system", () => {
  for (const os of ["linux", "darwin"]) {
    for (const arch of ["x86_64", "aarch64"]) {
      const paths = blasCandidates({ os, arch });
      assert.ok(paths.length > 1 && paths.every((path) => path.startsWith("/")), paths.join());
      assert.equal(new Set(paths).size, paths.length);
    }
  }
  assert.deepEqual(blasCandidates({ os: "windows", arch: "x86_64" }), []);
});

Deno.test("auto tries OpenBLAS before oneDNN, which is looked for by both its versions", () => {
  for (const arch of ["x86_64", "aarch64"]) {
    const system = { os: "linux", arch };
    assert.deepEqual(blasCandidates(system), [...openBlasCandidates(system), ...oneDnnCandidates(system)]);
    for (const version of [2, 3]) {
      assert.ok(oneDnnCandidates(system).includes(`/usr/lib/${arch}-linux-gnu/libdnnl.so.${version}`));
    }
  }
  assert.deepEqual(oneDnnCandidates({ os: "darwin", arch: "aarch64" }), []);
});

for (const [which, absent] of [["openblas", blasAbsent], ["onednn", oneDnnAbsent]] as const) {
  Deno.test({
    name: `${which} multiplies, describes itself and takes threads${absent ? ` (skipped: ${absent})` : ""}`,
    ignore: absent !== undefined,
    fn() {
      const blas = openBlas(which, { threads: 1 });
      assert.ok("sgemm" in blas);
      try {
        const c = new Float32Array(1);
        blas.sgemm(101, 111, 111, 1, 1, 2, 1, Float32Array.of(2, 3), 2, Float32Array.of(5, 7), 1, 0, c, 1);
        assert.equal(c[0], 31);
        assert.ok(blasCandidates().includes(blas.path), blas.path);
        assert.deepEqual(openBlas(which, { threads: 1, open: [blas] }), blas, "what is open is used again");
        if (blas.vendor === "OpenBLAS") {
          assert.match(blas.config, /^OpenBLAS \d/);
          assert.equal(blas.threads, 1);
          blas.setThreads(2);
          assert.equal(blas.threads, 2);
        }
        if (which === "onednn") {
          assert.equal(blas.vendor, "oneDNN");
          assert.match(blas.config, /^oneDNN [23]\.\d+\.\d+$/);
          blas.setThreads(2);
          assert.equal(blas.threads, 1, "its threads wait for each other");
          assert.throws(
            () =>
              blas.sgemm(101, 111, 111, 2, 2, 2, 1, new Float32Array(4), 1, new Float32Array(4), 2, 0, c, 2),
            /^BackendError: oneDNN: status \d+ of the product 2×2 · 2×2: use --blas openblas$/,
          );
        }
      } finally {
        blas.close();
      }
    },
  });
}
