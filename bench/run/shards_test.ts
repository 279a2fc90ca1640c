import assert from "node:assert/strict";
import { integers, key, permutation, split } from "../../estimators/random/mod.ts";
import { divide, parseShard, type PlannedJob, shardOf } from "./shards.ts";

const load = (jobs: readonly PlannedJob[]) => jobs.reduce((sum, { seconds }) => sum + seconds, 0);
const names = (jobs: readonly PlannedJob[]) => jobs.map(({ name }) => name);

/** Plans with equal, zero and very unequal durations. */
function* randomPlans(count: number, { largest = 40 } = {}): Generator<PlannedJob[]> {
  for (const [i, each] of split(key(12), count).entries()) {
    const [sizes, durations] = split(each, 2) as [typeof each, typeof each];
    const size = integers(sizes, 1, largest)[0]!;
    const below = [1, 3, 7000][i % 3]!;
    yield [...integers(durations, size, below)]
      .map((seconds, j) => ({ name: `job ${j}`, seconds }));
  }
}

Deno.test("the parts of a plan hold every job once, in the plan's order, and are within the bound", () => {
  for (const jobs of randomPlans(150)) {
    for (const count of [1, 2, 5, 60]) {
      const parts = divide(jobs, count);
      assert.equal(parts.length, count);
      assert.deepEqual(names(parts.flat()).sort(), names(jobs).sort());
      for (const part of parts) {
        assert.deepEqual(names(part), names(jobs.filter((job) => part.includes(job))));
      }
      // Any list schedule ends by total / n + (1 − 1/n) · longest.
      const longest = Math.max(0, ...jobs.map(({ seconds }) => seconds));
      assert.ok(Math.max(...parts.map(load)) <= load(jobs) / count + (1 - 1 / count) * longest + 1e-9);
    }
  }
});

Deno.test("the longest part is at most 4/3 − 1/(3n) times the best division's", () => {
  let worst = 1;
  for (const jobs of randomPlans(60, { largest: 9 })) {
    for (const count of [2, 3]) {
      const [found, best] = [Math.max(...divide(jobs, count).map(load)), shortestMakespan(jobs, count)];
      assert.ok(found <= (4 / 3 - 1 / (3 * count)) * best + 1e-9, `${found} against ${best}`);
      if (best > 0) worst = Math.max(worst, found / best);
    }
  }
  assert.ok(worst > 1, "no plan was hard enough to tell the bound from the optimum");
});

Deno.test("jobs in another order give the same parts", () => {
  for (const jobs of randomPlans(30)) {
    if (jobs.length === 0) continue;
    const shuffled = [...permutation(key(3), jobs.length)].map((i) => jobs[i]!);
    const sorted = (parts: PlannedJob[][]) => parts.map((part) => names(part).sort());
    assert.deepEqual(sorted(divide(shuffled, 4)), sorted(divide(jobs, 4)));
  }
});

Deno.test("jobs that are planned to take no time are spread by number", () => {
  const jobs = Array.from({ length: 8 }, (_, i) => ({ name: `${i}`, seconds: 0 }));
  assert.deepEqual(divide(jobs, 4).map((part) => part.length), [2, 2, 2, 2]);
});

Deno.test("the shards i/n are the parts", () => {
  const jobs = [5, 4, 3, 3, 3].map((seconds, i) => ({ name: `${i}`, seconds }));
  assert.deepEqual([1, 2].map((index) => shardOf(jobs, { index, count: 2 })), divide(jobs, 2));
  assert.deepEqual(divide(jobs, 2).map(load), [8, 10]); // the best is 9 and 9
});

Deno.test("i/n is read; anything else is told in one line", () => {
  assert.deepEqual(parseShard("2/3"), { index: 2, count: 3 });
  assert.deepEqual(parseShard("1/1"), { index: 1, count: 1 });
  for (
    const text of [
      "0/3",
      "4/3",
      "1/0",
      "0/0",
      "1",
      "1/",
      "/2",
      "-1/2",
      "1/2/3",
      "1.5/2",
      "a/b",
      "",
      "1/2\n",
      "1e1/20",
    ]
  ) {
    assert.throws(
      () => parseShard(text),
      { name: "RangeError", message: /^--shard is ".*"; wanted .*i\/n.*$/ },
      text,
    );
  }
  assert.throws(() => parseShard("1/100001"), /wanted at most 100000 parts/);
  assert.throws(() => parseShard(`1/${"9".repeat(400)}`), /wanted at most 100000 parts/);
});

/** Least duration of the longest part, by trying every division. */
function shortestMakespan(jobs: readonly PlannedJob[], count: number): number {
  const loads = new Array<number>(count).fill(0);
  const place = (index: number): number => {
    const job = jobs[index];
    if (job === undefined) return Math.max(...loads);
    return Math.min(...loads.map((_, part) => {
      loads[part]! += job.seconds;
      const result = place(index + 1);
      loads[part]! -= job.seconds;
      return result;
    }));
  };
  return place(0);
}
