import assert from "node:assert/strict";
import { listPlan } from "./list_plan.ts";
import { partOf } from "./part.ts";
import { type Plan, planRun } from "./plan.ts";

const plan = planRun({ suite: "smoke", seed: 0, backend: "wasm", threads: 1 }, {
  name: "digits",
  sha256: "",
});
const names = ({ jobs }: Plan) => jobs.map(({ name }) => name);

Deno.test("the shards of a plan are all of it, under its run id, each with a store of its own", () => {
  const shards = [1, 2, 3].map((index) => partOf(plan, { shard: `${index}/3` }));
  assert.deepEqual(shards.flatMap((shard) => names(shard.plan)).sort(), names(plan).sort());
  assert.deepEqual(shards.map((shard) => shard.plan.run), [plan.run, plan.run, plan.run]);
  assert.deepEqual(shards.map(({ part }) => part), ["1-of-3", "2-of-3", "3-of-3"]);
});

Deno.test("every job can be run by its name; nothing asked for is the plan", () => {
  const parts = names(plan).map((job) => partOf(plan, { job }));
  assert.deepEqual(parts.map((part) => names(part.plan)), names(plan).map((name) => [name]));
  assert.equal(new Set(parts.map(({ part }) => part)).size, plan.jobs.length);
  assert.ok(parts.every(({ part }) => /^job-[0-9a-f]{12}$/.test(part ?? "")));
  assert.deepEqual(partOf(plan, {}), { plan });
});

Deno.test("experiments of a plan can be run before the others", () => {
  const { plan: own, part } = partOf(plan, { only: ["cost", "unbiasedness"] });
  const experiments = own.jobs.flatMap(({ cells }) => cells.map(({ experiment }) => experiment));
  assert.deepEqual([...new Set(experiments)], ["unbiasedness", "cost"]);
  assert.equal(own.run, plan.run);
  assert.match(part ?? "", /^only-[0-9a-f]{12}$/);
  assert.equal(partOf(plan, { only: ["unbiasedness", "cost"] }).part, part);
  assert.throws(() => partOf(plan, { only: ["costs"] }), /--only has "costs"; wanted .*did you mean cost\?/);
  assert.throws(() => partOf(plan, { only: ["cost"], shard: "1/2" }), /give one of them/);
});

Deno.test("a plan is listed for programs: names, seconds and memory", () => {
  const listed = JSON.parse(listPlan(plan));
  assert.equal(listed.run, plan.run);
  assert.deepEqual(listed.jobs.map(({ name }: { name: string }) => name), names(plan));
  for (const [i, { seconds, memoryMegabytes, timed, cells }] of listed.jobs.entries()) {
    assert.deepEqual([seconds, timed, cells], [
      plan.jobs[i]!.seconds,
      plan.jobs[i]!.timed,
      plan.jobs[i]!.cells.length,
    ]);
    assert.ok(memoryMegabytes > 100 && memoryMegabytes < 100_000, memoryMegabytes);
  }
});
