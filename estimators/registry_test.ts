import assert from "node:assert/strict";
import { labelOf } from "./labels.ts";
import { estimatorNames, getEstimator, registerEstimator } from "./registry.ts";

Deno.test("the built-in estimators are there, each under its own name", () => {
  const wanted = ["score", "rt", "rt-per-example", "lrt", "flipout", "r2g2", "r2g2-sampled", "r2g2-cg"];
  for (const name of wanted) assert.equal(getEstimator(name).name, name);
  assert.ok(wanted.every((name) => estimatorNames().includes(name)));
  const labels = estimatorNames().map((name) => getEstimator(name).label);
  assert.equal(new Set(labels).size, labels.length);
  for (const name of [...wanted, "rt-antithetic*2", "r2g2*3"]) {
    assert.equal(getEstimator(name).label, labelOf(name), name);
  }
});

Deno.test("an unknown name is answered with the nearest and with all", () => {
  assert.throws(
    () => getEstimator("r2g3"),
    /unknown estimator "r2g3"; did you mean r2g2\? \(registered: score, rt,/,
  );
  assert.throws(
    () => getEstimator("measure-valued"),
    (error: Error) => !error.message.includes("did you mean"),
  );
});

Deno.test("a name is registered once, and only a well-formed one", () => {
  const rt = getEstimator("rt");
  assert.throws(() => registerEstimator(rt), /"rt" is registered already/);
  for (const name of ["", "RT", "a b", "-a", "a--b"]) {
    assert.throws(
      () => registerEstimator({ ...rt, name }),
      /wanted lower-case words joined by hyphens/,
      name,
    );
  }
  registerEstimator({ ...rt, name: "rt-of-the-registry-test" });
  assert.equal(getEstimator("rt-of-the-registry-test").label, rt.label);
});

Deno.test("references with a wrong law answer to their name, and are not among the names", () => {
  const reference = getEstimator("lrt-independent-positions");
  assert.ok(!reference.unbiased);
  assert.ok(!estimatorNames().includes(reference.name));
  assert.throws(() => registerEstimator(reference), /is registered already/);
});
