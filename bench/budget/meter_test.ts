import assert from "node:assert/strict";
import type { BudgetKind } from "./budget.ts";
import { Meter, requireOneStep } from "./meter.ts";

/** A clock that a test moves. */
function handClock(): { now: number; read: () => number } {
  const clock = { now: 1000, read: () => clock.now };
  return clock;
}

Deno.test("evaluation is off the clock", () => {
  const clock = handClock();
  const meter = new Meter({ kind: "time", limit: 100 }, { clock: clock.read });
  clock.now += 50; // before the start
  meter.resume();
  clock.now += 30;
  assert.equal(meter.remaining(), 70);
  meter.pause();
  clock.now += 5000; // evaluation
  assert.equal(meter.state().time, 30);
  meter.run(() => clock.now += 70);
  assert.ok(meter.exhausted());
  assert.equal(meter.state().time, 100);
});

for (
  const [kind, steps] of [["steps", 4], ["samples", 2], ["flops", 3], ["time", 5]] as [BudgetKind, number][]
) {
  Deno.test(`a budget of ${kind} ends after ${steps} steps, all else is counted too`, () => {
    const clock = handClock();
    const limit = { steps: 4, samples: 20, flops: 250, time: 50 }[kind];
    const meter = new Meter({ kind, limit }, { clock: clock.read });
    while (!meter.exhausted()) meter.run(() => clock.now += 10, { flops: 100, samples: 10 });
    assert.deepEqual(meter.state(), { steps, samples: 10 * steps, flops: 100 * steps, time: 10 * steps });
    assert.equal(meter.progress(), 1);
  });
}

Deno.test("a restart continues where the state was stored, through JSON", () => {
  const clock = handClock();
  const budget = { kind: "time", limit: 100 } as const;
  const first = new Meter(budget, { clock: clock.read });
  first.run(() => clock.now += 60, { flops: 7 });
  const stored = JSON.parse(JSON.stringify(first.state()));
  const otherClock = handClock(); // another process has another origin
  const second = new Meter(budget, { clock: otherClock.read, state: stored });
  assert.deepEqual(second.state(), first.state());
  second.run(() => otherClock.now += 39);
  assert.ok(!second.exhausted());
  assert.equal(second.remaining(), 1);
  assert.equal(second.state().steps, 2);
});

Deno.test("a step that throws is not counted, its time is", () => {
  const clock = handClock();
  const meter = new Meter({ kind: "steps", limit: 9 }, { clock: clock.read });
  assert.throws(() =>
    meter.run(() => {
      clock.now += 5;
      throw new Error("diverged");
    }), /diverged/);
  assert.deepEqual(meter.state(), { steps: 0, samples: 0, flops: 0, time: 5 });
  meter.resume(); // and the meter can go on
});

Deno.test("a step that is waited for is on the clock until it ends", async () => {
  const clock = handClock();
  const meter = new Meter({ kind: "time", limit: 10 }, { clock: clock.read });
  const value = await meter.runAsync(async () => {
    await Promise.resolve();
    clock.now += 10;
    return "done";
  });
  assert.deepEqual([value, meter.state().time, meter.state().steps], ["done", 10, 1]);
});

Deno.test("the clock is started and stopped in turn", () => {
  const meter = new Meter({ kind: "steps", limit: 1 });
  assert.throws(() => meter.pause(), /not running/);
  meter.resume();
  assert.throws(() => meter.resume(), /running already/);
});

Deno.test("a damaged state and an impossible cost are refused", () => {
  const budget = { kind: "steps", limit: 5 } as const;
  assert.throws(
    () => new Meter(budget, { state: { steps: -1, samples: 0, flops: 0, time: 0 } }),
    /RangeError: meter: steps are -1/,
  );
  const meter = new Meter(budget);
  assert.throws(() => meter.step({ flops: NaN }), /RangeError: meter: flops are NaN/);
  assert.throws(() => meter.step({ samples: -1 }), /RangeError: .* neither can be negative/);
  assert.equal(meter.state().steps, 0);
});

Deno.test("a budget that does not pay for one step is refused with the least that would", () => {
  requireOneStep({ kind: "flops", limit: 100 }, 100);
  assert.throws(
    () => requireOneStep({ kind: "flops", limit: 99 }, 100),
    /RangeError: a budget of 99 FLOPs is too small for one step of 100: give at least flops:100$/,
  );
  assert.throws(() => requireOneStep({ kind: "time", limit: 1 }, 3.2), /give at least time:4ms/);
});
