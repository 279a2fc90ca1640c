import assert from "node:assert/strict";
import { describeStatus, openParts, type QueuedTask } from "./status.ts";

const jobs = [600, 300, 300].map((seconds, i) => ({ name: `job ${i}`, seconds }));
const running: QueuedTask = { array: "12", part: 1, state: "RUNNING", where: "n1" };
const waiting: QueuedTask = { array: "12", part: 2, state: "PENDING", where: "(Resources)" };
const after = (done: readonly string[], queue: readonly QueuedTask[]) =>
  describeStatus({ jobs, shards: 2, isDone: ({ name }) => done.includes(name), queue }).split("\n");

Deno.test("the store says what is done, the queue where the rest is", () => {
  assert.deepEqual(after(["job 1"], [running, waiting]), [
    "1/2       0 of 1 jobs done     10 min left    running n1 as 12_1",
    "2/2       1 of 2 jobs done     5 min left     pending (Resources) as 12_2",
    "1 of 3 jobs are done; what is missing is queued or running",
  ]);
});

Deno.test("a part that no task runs is to be submitted again, whatever became of its task", () => {
  assert.equal(
    after(["job 0"], []).at(-1),
    "1 of 3 jobs are done; parts 2 are neither done nor in the queue: submit again",
  );
  assert.deepEqual(openParts({ jobs, shards: 2, isDone: ({ name }) => name === "job 0" }), [2]);
});

Deno.test("a plan that is done is done, though a task is still in the queue", () => {
  const lines = after(jobs.map(({ name }) => name), [running]);
  assert.equal(lines.at(-1), "3 of 3 jobs are done; nothing is left to run");
  assert.equal(lines[0], "1/2       1 of 1 jobs done                    running n1 as 12_1");
});
