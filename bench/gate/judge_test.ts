import assert from "node:assert/strict";
import { foldIn, key, normals } from "../../estimators/random/mod.ts";
import { judgeKept, judgeSides, keep } from "./judge.ts";
import type { Measurement } from "./types.ts";

const NAMES = ["a site, rt", "a site, r2g2", "b site, rt", "b site, r2g2"];
const options = { allowed: 0.05 };

/** Processes whose log times scatter by `noise` about 0, shifted for one bench. */
function side(
  seed: number,
  { processes = 6, noise = 0.03, slower = 0, variance = 1 }: {
    processes?: number;
    noise?: number;
    slower?: number;
    variance?: number;
  } = {},
): Measurement[] {
  const z = normals(foldIn(key(9), seed), processes * NAMES.length);
  return Array.from({ length: processes }, (_, i) =>
    Object.fromEntries(NAMES.map((name, n) => [name, {
      milliseconds: Math.exp(noise * z[i * NAMES.length + n]! + (name === "a site, r2g2" ? slower : 0)),
      variance: name === "a site, r2g2" ? variance : 1,
      varianceError: 0.05,
    }])));
}

const regressed = (judged: ReturnType<typeof judgeSides>) =>
  judged.filter((one) => one.regressed).map(({ name }) => name);

Deno.test("the same code on a noisy machine regresses as seldom as the error rate says", () => {
  for (const noise of [0.01, 0.3]) {
    const alarms = Array.from({ length: 300 }, (_, i) => {
      const sides = judgeSides(side(2 * i, { noise }), side(2 * i + 1, { noise }), { allowed: 0 });
      const kept = judgeKept(side(2 * i, { noise }), keep(side(2 * i + 1, { noise })), { allowed: 0 });
      return [regressed(sides).length > 0, regressed(kept).length > 0].map(Number);
    });
    for (const which of [0, 1]) {
      const count = alarms.reduce((sum, own) => sum + own[which]!, 0);
      assert.ok(count / 300 < 0.01 + 4 * Math.sqrt(0.01 * 0.99 / 300), `${count} alarms of 300 at ${noise}`);
    }
  }
});

Deno.test("a bench that takes half as long again is found, and it alone", () => {
  for (let i = 0; i < 20; i++) {
    const [head, base] = [side(2 * i, { slower: Math.log(1.5) }), side(2 * i + 1)];
    assert.deepEqual(regressed(judgeSides(head, base, options)), ["a site, r2g2"]);
    assert.deepEqual(regressed(judgeKept(head, keep(base), options)), ["a site, r2g2"]);
    assert.deepEqual(regressed(judgeSides(base, head, options)), []);
  }
});

Deno.test("a larger variance is found as a longer time is", () => {
  const [head, base] = [side(1, { variance: 2 }), side(2)];
  assert.deepEqual(regressed(judgeSides(head, base, options)), ["a site, r2g2"]);
  assert.deepEqual(regressed(judgeKept(head, keep(base), options)), ["a site, r2g2"]);
});

Deno.test("another order of draws moves a variance by its error, which a stored baseline lets pass too", () => {
  const [head, base] = [side(1, { variance: 1.12, noise: 0.003 }), side(2, { noise: 0.003 })];
  assert.deepEqual(regressed(judgeSides(head, base, options)), []);
  assert.deepEqual(regressed(judgeKept(head, keep(base), options)), []);
});

Deno.test("a loss within what is allowed passes, and so does one within the noise", () => {
  const slower = Math.log(1.1);
  assert.deepEqual(regressed(judgeSides(side(1, { slower, noise: 0 }), side(2, { noise: 0 }), options)), [
    "a site, r2g2",
  ]);
  assert.deepEqual(
    regressed(judgeSides(side(1, { slower, noise: 0 }), side(2, { noise: 0 }), { allowed: 0.2 })),
    [],
  );
  assert.deepEqual(
    regressed(judgeSides(side(1, { slower, noise: 0.5 }), side(2, { noise: 0.5 }), options)),
    [],
  );
});

Deno.test("a machine that slows down over the run slows both sides, and is no noise", () => {
  const drift = (own: Measurement[]) =>
    own.map((each, i) =>
      Object.fromEntries(
        Object.entries(each).map((
          [name, one],
        ) => [name, { ...one, milliseconds: one.milliseconds * 1.1 ** i }]),
      )
    );
  const [head, base] = [drift(side(1, { slower: Math.log(2) })), drift(side(2))];
  assert.deepEqual(regressed(judgeSides(head, base, options)), ["a site, r2g2"]);
});

Deno.test("a bench that only one side has is not compared", () => {
  const base = side(2).map((each) =>
    Object.fromEntries(Object.entries(each).filter(([name]) => name.startsWith("b")))
  );
  assert.deepEqual(judgeSides(side(1), base, options).map(({ name }) => name), [
    "b site, rt",
    "b site, r2g2",
  ]);
  assert.deepEqual(judgeKept(side(1), keep(base), options).map(({ name }) => name), [
    "b site, rt",
    "b site, r2g2",
  ]);
});
