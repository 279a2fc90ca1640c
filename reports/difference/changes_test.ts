import assert from "node:assert/strict";
import type { BenchRecord } from "../../bench/store/mod.ts";
import { lazy } from "../analysis/memo.ts";
import { type FixtureOptions, fixtureRecord, fixtureRecords } from "../experiments/fixtures.ts";
import { type Change, changesBetween, sizeOf } from "./changes.ts";
import { failuresOf } from "./failures.ts";
import { halfOf } from "./halves.ts";

const ONLY = ["cost", "training", "along_training"];
const results = (options: FixtureOptions = {}) => fixtureRecords({ only: ONLY, seeds: 4, ...options });
const base = lazy(() => results());
const named = (changes: readonly Change[], name: RegExp) =>
  changes.filter((change) => name.test(change.name));

Deno.test("two runs of the same thing show no change, and floors are near what they differ by", () => {
  const changes = changesBetween(results({ seed: 1 }), base());
  assert.ok(changes.length > 20);
  assert.deepEqual(
    changes.filter(({ says }) => says === "worse" || says === "better").map(({ name }) => name),
    [],
  );
  const times = named(changes, /time of a gradient/);
  const floor = times[0]!.floor!;
  assert.ok(floor > 0 && floor < 0.1, `floor of times ${floor}`);
  const above = times.filter((change) => sizeOf(change) > 2 * floor).length;
  assert.ok(above <= 0.2 * times.length, `${above} of ${times.length} times above twice the floor`);
});

Deno.test("three times slower is worse by three, and the other way round better; a lower bound is worse", () => {
  const slow = results({ slowness: 3, seed: 1 });
  for (
    const [changes, says, ratio] of [
      [changesBetween(slow, base()), "worse", 3],
      [changesBetween(base(), slow), "better", 1 / 3],
    ] as const
  ) {
    const times = named(changes, /time of a gradient/);
    assert.ok(times.length > 4 && times.every((change) => change.says === says));
    const within = times.filter(({ change }) => change.low < ratio && ratio < change.high).length;
    assert.ok(within >= 0.7 * times.length, `${within} of ${times.length} intervals hold ${ratio}`);
  }
  const lower = changesBetween(results({ boundGain: -9 }), results({ boundGain: 9 }));
  const [bound] = named(lower, /vae2, R2-G2: test bound after 300 steps/);
  assert.deepEqual([bound!.says, bound!.kind.scale], ["worse", "difference"]);
  assert.ok(Math.abs(bound!.change.value + 18) < 3 && bound!.change.high < -10);
});

Deno.test("what is below the floor is no change, however sure it is", () => {
  const time = (seed: number, factor: number) =>
    fixtureRecord({
      ...{ experiment: "cost", model: "mlp-small", estimator: "rt", seed },
      // Even and odd samples differ by three percent: two states of a machine.
      timings: [{
        name: "gradient-time",
        unit: "ms",
        values: Array.from(
          { length: 40_000 },
          (_, i) => factor * (10 + 0.3 * (i % 2) + 0.5 * Math.sin(i * i)),
        ),
      }],
    });
  const [change] = changesBetween([time(0, 1.05)], [time(0, 1)]);
  assert.ok(Math.abs(change!.floor! - Math.log(1.03) / Math.SQRT2) < 0.005, `${change!.floor}`);
  assert.equal(change!.says, "worse");
  const [smaller] = changesBetween([time(0, 1.012)], [time(0, 1)]);
  assert.ok(smaller!.adjustedP! < 0.05);
  assert.equal(smaller!.says, "no change shown");
});

Deno.test("halves share no sample, and a run's curve stays whole", () => {
  const all = base();
  const [even, odd] = [halfOf(all, 0), halfOf(all, 1)];
  const curves = (records: typeof all) => records.filter(({ experiment }) => experiment === "training");
  assert.deepEqual([...new Set(curves(even).map(({ seed }) => seed % 2))], [0]);
  assert.equal(curves(even).length + curves(odd).length, curves(all).length);
  const times = (records: typeof all) =>
    records.find(({ experiment }) => experiment === "cost")!.timings[0]!.values;
  const whole = times(all);
  assert.deepEqual(times(even), whole.filter((_, i) => i % 2 === 0));
  assert.deepEqual(times(odd), whole.filter((_, i) => i % 2 === 1));
});

Deno.test("a bias and a regression are failures, and so is what was not tested", () => {
  const tested = (options: FixtureOptions) =>
    fixtureRecords({ only: ["unbiasedness"], batches: 64, ...options });
  assert.deepEqual(failuresOf(["bias"], { records: tested({}) }), []);
  const biased = failuresOf(["bias"], { records: tested({ bias: 3 }) });
  assert.ok(biased.length > 0);
  for (const line of biased) assert.match(line, /^bias: R2-G2 at the \S+ site, \S+ objective: p .* by Holm$/);
  assert.deepEqual(failuresOf(["bias"], { records: base() }), [
    "bias: these results hold no test of unbiasedness",
  ]);

  const slower = results({ slowness: 3 });
  const both = { records: slower, changes: changesBetween(slower, base()) };
  const against = (other: readonly BenchRecord[]) =>
    failuresOf(["regression"], { records: base(), changes: changesBetween(base(), other) });
  assert.match(
    failuresOf(["regression"], both).join("\n"),
    /^regression: \S+, \S.*: time of a gradient, ms: .* against .*, ratio /m,
  );
  assert.deepEqual(against(results({ seed: 1 })), []);
  assert.deepEqual(against(tested({})), [
    "regression: no number with an interval is in both results",
  ]);
  assert.deepEqual(failuresOf([], both), []);
});
