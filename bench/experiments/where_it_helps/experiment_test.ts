import assert from "node:assert/strict";
import type { BenchRecord } from "../../store/mod.ts";
import { mean } from "../../stats/mod.ts";
import { runExperiment, valuesOf, withoutTimings } from "../shared/testing.ts";
import { NAMED_LAYERS, whereItHelpsExperiment, type WhereItHelpsSettings } from "./experiment.ts";

const SETTINGS: WhereItHelpsSettings = {
  baseline: "rt",
  treatment: "r2g2",
  outputs: [1, 8],
  inputs: [8, 32],
  spreads: [1, 100],
  correlations: [0, 0.5],
  mostCorrelatedInputs: 8,
  layers: false,
  pairs: 200,
};

let records: readonly BenchRecord[] = [];
Deno.test.beforeAll(async () => {
  records = await runExperiment(whereItHelpsExperiment, SETTINGS);
});

interface Place {
  readonly outputs: number;
  readonly inputs: number;
  readonly spread: number;
  readonly correlation: number;
}

function cell(estimator: string, { spread, correlation }: Place): BenchRecord {
  return records.find((record) =>
    record.estimator === estimator && record.options["spread"] === spread &&
    record.options["correlation"] === correlation
  )!;
}

function reduction(place: Place, block: string): number {
  const of = (estimator: string) =>
    mean(valuesOf(cell(estimator, place), { name: "variance", layer: "grid", block, at: { ...place } }));
  return of("rt") / of("r2g2");
}

const isotropic = { spread: 1, correlation: 0 };

Deno.test("as many outputs as variables: nothing is gained, exactly", () => {
  for (const noise of [isotropic, { spread: 100, correlation: 0 }, { spread: 1, correlation: 0.5 }]) {
    const place = { outputs: 8, inputs: 8, ...noise };
    for (const block of ["mean", "scale", "upstream"]) {
      assert.ok(Math.abs(reduction(place, block) - 1) < 1e-3, `${block} ${JSON.stringify(noise)}`);
    }
  }
});

Deno.test("fewer outputs than variables: the scale's variance falls, more with more variables", () => {
  const [few, many] = [8, 32].map((inputs) => reduction({ outputs: 1, inputs, ...isotropic }, "scale"));
  assert.ok(few! > 2 && many! > 1.5 * few!, `${few}, ${many}`);
  const four = reduction({ outputs: 8, inputs: 32, ...isotropic }, "scale");
  assert.ok(four > 1.5 && four < 8, `${four}`);
});

Deno.test("the gradient of the mean is never changed", () => {
  for (const inputs of [8, 32]) {
    assert.ok(Math.abs(reduction({ outputs: 1, inputs, ...isotropic }, "mean") - 1) < 1e-3);
  }
});

Deno.test("correlated variables: the full family is used, up to the size that is allowed", () => {
  const place = { outputs: 1, inputs: 8, spread: 1, correlation: 0.5 };
  assert.ok(reduction(place, "scale") > 2);
  // A full family's scale has n (n + 1) / 2 entries with gradients, a diagonal one's n.
  const noisy = (correlation: number) =>
    mean(valuesOf(cell("rt", { ...place, correlation }), {
      name: "variance",
      block: "scale",
      at: { outputs: 1, inputs: 8 },
    }));
  assert.ok(noisy(0.5) > 2 * noisy(0), `${noisy(0.5)}, ${noisy(0)}`);
  const sizes = cell("rt", place).metrics.map(({ at }) => at!["inputs"]);
  assert.deepEqual([...new Set(sizes)], [8]);
});

Deno.test("the prediction n / min(m, n) stands beside the treatment alone, once a site", () => {
  for (const [outputs, inputs, expected] of [[1, 8, 8], [8, 8, 1], [8, 32, 4]] as const) {
    const place = { outputs, inputs, ...isotropic };
    const at = { outputs, inputs };
    assert.deepEqual(valuesOf(cell("r2g2", place), { name: "predicted-reduction", at }), [expected]);
    assert.ok(cell("rt", place).metrics.every(({ name }) => name === "variance"));
  }
});

Deno.test("pairs are as many as asked for, also where a site's come in several calls", async () => {
  const large = {
    ...SETTINGS,
    outputs: [],
    inputs: [],
    spreads: [1],
    correlations: [0],
    layers: true,
    pairs: 70,
  };
  const found = await runExperiment(whereItHelpsExperiment, large);
  for (const record of found) {
    const named = record.metrics.filter(({ name, block }) => name === "variance" && block === "scale");
    assert.deepEqual(named.map(({ layer }) => layer), NAMED_LAYERS.map(({ layer }) => layer));
    for (const { values } of named) {
      assert.equal(values.length, 70);
      assert.equal(new Set(values).size, 70, "no pair is drawn twice");
    }
  }
});

Deno.test("the same seed gives the same metrics, another seed others", async () => {
  const small = { ...SETTINGS, spreads: [1], correlations: [0] };
  const again = await runExperiment(whereItHelpsExperiment, small);
  const other = await runExperiment(whereItHelpsExperiment, small, { seed: 1 });
  assert.deepEqual(
    withoutTimings(again),
    withoutTimings([cell("rt", { ...isotropic } as Place), cell("r2g2", { ...isotropic } as Place)]),
  );
  assert.notDeepEqual(other[0]!.metrics, again[0]!.metrics);
});

const WEIGHTS = {
  estimators: ["rt", "rt-per-example", "flipout", "r2g2", "lrt"],
  positions: [1, 4, 12],
  inputs: [12],
  units: 3,
  batch: 6,
  pairs: 40,
};

Deno.test("layers of weights: R2-G2 gains over RT an example, the more the fewer positions; LRT needs one", async () => {
  const found = await runExperiment(whereItHelpsExperiment, { ...SETTINGS, spreads: [], weights: WEIGHTS });
  const of = (estimator: string) => found.find((record) => record.estimator === estimator)!;
  const scale = (estimator: string, outputs: number) =>
    mean(valuesOf(of(estimator), { name: "variance", layer: "weights", block: "scale", at: { outputs } }));
  assert.deepEqual(found.map(({ estimator, status }) => [estimator, status]), [
    ["rt", "done"],
    ["rt-per-example", "done"],
    ["flipout", "done"],
    ["r2g2", "done"],
    ["lrt", "skipped"],
  ]);
  assert.match(of("lrt").reason!, /position/);
  const [one, four, twelve] = WEIGHTS.positions.map((P) => scale("rt-per-example", P) / scale("r2g2", P));
  assert.ok(one! > 2.5 && four! > 1.3 && one! > four!, `${one}, ${four}`);
  assert.ok(twelve! > 0.6 && twelve! < 1.6, `${twelve}: as many positions as weights leave nothing`);
  for (const outputs of WEIGHTS.positions) {
    assert.ok(scale("rt-per-example", outputs) < scale("rt", outputs), `shared weights, P = ${outputs}`);
    const predicted = valuesOf(of("r2g2"), { name: "predicted-weight-reduction", at: { outputs } });
    assert.deepEqual(predicted, [12 / outputs]);
  }
});
