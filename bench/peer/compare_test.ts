import assert from "node:assert/strict";
import { compare, rowOf } from "./compare.ts";
import type { OurTask } from "./messages.ts";
import type { StepTime, TimingTask } from "./types.ts";

const which = { model: "vae1", estimator: "rt", index: 0 };

Deno.test("each side counts at its faster thread count, and rounds are resampled together", () => {
  const ours = [{ threads: 1, ms: [2, 4, 3, 2, 4], floorMs: [1, 3, 2] }, {
    threads: 2,
    ms: [5, 5, 5, 1, 5],
    floorMs: [1],
  }];
  const theirs = [{ threads: 1, ms: [9, 9, 9, 9, 9] }, { threads: 2, ms: [4, 8, 6, 4, 8] }];
  const { ms, threads, floorMs, peer } = rowOf(which, [ours, theirs]);
  assert.deepEqual([ms, threads, floorMs, peer?.ms, peer?.threads, peer?.ratio], [3, 1, 1, 6, 2, 0.5]);
  // Every round has the ratio one half: paired resampling cannot give another.
  assert.deepEqual(peer?.interval, [0.5, 0.5]);
  const noisy = rowOf(which, [[{ threads: 1, ms: [2, 2, 2, 2] }], [{ threads: 1, ms: [1, 2, 4, 8] }]]);
  const [lower, upper] = noisy.peer?.interval ?? [NaN, NaN];
  assert.ok(lower < noisy.peer!.ratio && noisy.peer!.ratio < upper, `${lower} ${noisy.peer!.ratio} ${upper}`);
});

Deno.test("few rounds give a ratio without an interval, and no other side none", () => {
  const one = rowOf(which, [[{ threads: 1, ms: [2, 2, 2, 2] }], [{ threads: 1, ms: [4] }]]);
  assert.deepEqual(one.peer, { ms: 4, threads: 1, ratio: 0.5 });
  const { model, estimator } = which;
  assert.deepEqual(rowOf(which, [[{ threads: 1, ms: [2] }], []]), { model, estimator, ms: 2, threads: 1 });
  assert.throws(() => rowOf(which, [[], []]), /no timing of vae1 rt/);
});

/** Sides that note what they are asked; the other one's steps with R2-G2 take `slow` milliseconds. */
function sides(log: string[], slow: number) {
  const times = (task: TimingTask, ms: (estimator: string) => number): StepTime[] =>
    task.estimators.flatMap((estimator) =>
      task.threads.map((threads) => ({ estimator, threads, ms: ms(estimator) }))
    );
  return {
    ours(task: OurTask) {
      log.push(`ours ${task.estimators} ${Object.keys(task.products).join("+")}`);
      const products = { 1: { "1×1×1 NN": `round ${log.length}` } };
      return Promise.resolve({
        times: times(task, () => 1),
        about: { Deno: "2" },
        products,
        notices: ["one", "two"],
      });
    },
    theirs(task: TimingTask) {
      log.push(`theirs ${task.estimators} ${task.seconds}`);
      return Promise.resolve({
        times: times(task, (name) => name === "rt" ? 2 : slow),
        about: { PyTorch: "2" },
      });
    },
  };
}

const settings = { models: ["vae1"], seconds: 3, rounds: 3, threads: [1], blas: "auto" };

Deno.test("sides take turns, a choice of libraries is made once, and what is slow has fewer rounds", async () => {
  const [log, notices]: string[][] = [[], []];
  const notice = (line: string) => void notices!.push(line);
  const { rows, about } = await compare({ ...settings, python: "python3", sides: sides(log!, 2000), notice });
  assert.deepEqual(log, [
    "ours rt,r2g2 ",
    "theirs rt,r2g2 1",
    "theirs rt,r2g2 1",
    "ours rt,r2g2 1",
    "ours rt,r2g2 1",
    "theirs rt 1",
  ]);
  assert.deepEqual(rows.map(({ estimator, peer }) => [estimator, peer?.ms]), [["rt", 2], ["r2g2", 2000]]);
  assert.deepEqual(about, { ours: { Deno: "2" }, theirs: { PyTorch: "2" } });
  assert.deepEqual(notices, ["one"]);
});

Deno.test("without an interpreter ours stand alone", async () => {
  const log: string[] = [];
  const { rows, about } = await compare({ ...settings, sides: sides(log, 1) });
  assert.ok(log.length === 3 && log.every((line) => line.startsWith("ours")));
  assert.deepEqual([rows.map(({ peer }) => peer), about.theirs], [[undefined, undefined], null]);
});
