import assert from "node:assert/strict";
import { kept, keptValue, NO_CHECKPOINTS, within } from "./checkpoints.ts";
import { openCheckpoints, removeCheckpoint } from "./folder.ts";
import type { CheckpointOwner } from "./format.ts";

const OWNER: CheckpointOwner = { job: "training ä", run: "r1", code: "c1", machine: "m1" };

/** A fresh folder's path, which does not exist yet. */
async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir();
  try {
    await test(`${parent}/checkpoints`);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

/** Writes one checkpoint of a list, an array and a part's own list, and names its file. */
async function write(folder: string, owner = OWNER): Promise<string> {
  const checkpoints = await openCheckpoints(folder, { owner, every: 0 });
  kept(checkpoints, "values", [] as number[]).push(...NUMBERS);
  checkpoints.keep("arrays", () => ({ data: null, arrays: { b: Float32Array.of(NaN, -0, 0.1), a: ONE } }));
  kept(within(checkpoints, "part"), "values", [] as number[]).push(7);
  await checkpoints.save();
  return await onlyFile(folder);
}
const ONE = Float32Array.of(1);
const NUMBERS = [0.1 + 0.2, 5e-324, -1e308, NaN, Infinity, -Infinity, -0, 0];

async function onlyFile(folder: string): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  assert.equal(names.length, 1, names.join());
  return `${folder}/${names[0]}`;
}

/** What a process finds, and what it is told. */
async function found(folder: string, owner = OWNER) {
  const notices: string[] = [];
  const checkpoints = await openCheckpoints(folder, { owner, notice: (line) => notices.push(line) });
  const values = kept(checkpoints, "values", [] as number[]);
  return { values, arrays: checkpoints.keep("arrays", () => ({ data: null }))?.arrays, checkpoints, notices };
}

Deno.test("what is kept comes back to the bit, under its name and part; a finished job leaves nothing", async () => {
  await inFolder(async (folder) => {
    assert.deepEqual((await found(folder)).values, [], "nothing is there yet, and nothing is said");
    await write(folder);
    const { values, arrays, checkpoints, notices } = await found(folder);
    assert.deepEqual(values, NUMBERS);
    assert.ok(Object.is(arrays!["b"]![1], -0));
    assert.deepEqual(arrays, { b: Float32Array.of(NaN, -0, 0.1), a: ONE });
    assert.deepEqual(kept(within(checkpoints, "part"), "values", [] as number[]), [7]);
    assert.deepEqual(notices, []);
    await removeCheckpoint(folder, OWNER.job);
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
    await removeCheckpoint(folder, OWNER.job);
  });
});

Deno.test("jobs have files of their own; the folder goes with the last", async () => {
  await inFolder(async (folder) => {
    await write(folder);
    const other = { ...OWNER, job: "other" };
    const checkpoints = await openCheckpoints(folder, { owner: other, every: 0 });
    await checkpoints.save();
    await removeCheckpoint(folder, other.job);
    assert.equal((await found(folder)).values.length, NUMBERS.length);
  });
});

for (
  const [what, change, reason] of [
    ["run", { run: "r2" }, "it is of run r1"],
    ["code", { code: "c2" }, "other code made it"],
    ["machine", { machine: "m2" }, "another machine made it"],
  ] as const
) {
  Deno.test(`a checkpoint of another ${what} is ignored, with one line`, async () => {
    await inFolder(async (folder) => {
      const path = await write(folder);
      const { values, arrays, notices } = await found(folder, { ...OWNER, ...change });
      assert.deepEqual([values, arrays], [[], undefined]);
      assert.deepEqual(notices, [`${path} is ignored: ${reason}; job "training ä" starts over`]);
    });
  });
}

Deno.test("a file of another job under this one's name is ignored", async () => {
  await inFolder(async (folder) => {
    const path = await write(folder);
    const own = await onlyFile(folder);
    await Deno.mkdir(`${folder}2`);
    const other = await write(`${folder}2`, { ...OWNER, job: "other" });
    await Deno.copyFile(other, own);
    assert.deepEqual((await found(folder)).notices, [
      `${path} is ignored: it is of job "other"; job "training ä" starts over`,
    ]);
  });
});

Deno.test("whichever byte is wrong, and wherever the file ends: it is damaged, and said to be", async () => {
  await inFolder(async (folder) => {
    const path = await write(folder);
    const whole = await Deno.readFile(path);
    const damaged = [
      ...Array.from(whole, (_, i) => whole.with(i, whole[i]! ^ (1 << i % 8))),
      ...Array.from(whole, (_, length) => whole.subarray(0, length)),
      new Uint8Array([...whole, 0]),
    ];
    for (const [i, bytes] of damaged.entries()) {
      await Deno.writeFile(path, bytes);
      const { values, notices } = await found(folder);
      assert.deepEqual(values, [], `${i}`);
      assert.deepEqual(notices, [`${path} is ignored: it is damaged; job "training ä" starts over`], `${i}`);
    }
  });
});

Deno.test("what cannot be read is ignored too", async () => {
  await inFolder(async (folder) => {
    const path = await write(folder);
    await Deno.remove(path);
    await Deno.mkdir(path);
    const { values, notices } = await found(folder);
    assert.deepEqual([values, notices.length], [[], 1]);
    assert.match(notices[0]!, /is ignored: .*directory.*; job "training ä" starts over$/);
  });
});

Deno.test("temporary files of a process that was killed while it wrote are removed", async () => {
  await inFolder(async (folder) => {
    const path = await write(folder);
    await Deno.writeTextFile(`${path}.0123abcd.tmp`, "half");
    await found(folder);
    assert.equal(await onlyFile(folder), path);
  });
});

Deno.test("saving waits until it is due", async () => {
  await inFolder(async (folder) => {
    const checkpoints = await openCheckpoints(folder, { owner: OWNER });
    assert.ok(!checkpoints.due());
    await checkpoints.save();
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  });
});

Deno.test("a disk that refuses is told once and costs nothing else; a fault of a state does not pass for one", async () => {
  await inFolder(async (folder) => {
    const notices: string[] = [];
    const notice = (line: string) => notices.push(line);
    const checkpoints = await openCheckpoints(folder, { owner: OWNER, every: 0, notice });
    await Deno.writeTextFile(folder, "a file where the folder would be");
    await checkpoints.save();
    await checkpoints.save();
    assert.equal(notices.length, 1);
    assert.match(notices[0]!, /^no checkpoint of training ä: /);
    checkpoints.keep("broken", () => {
      throw new TypeError("disposed");
    });
    await assert.rejects(checkpoints.save(), /disposed/);
  });
});

Deno.test("what is dropped is saved no longer, and its name is free", async () => {
  await inFolder(async (folder) => {
    const first = await openCheckpoints(folder, { owner: OWNER, every: 0 });
    first.keep("freed", () => {
      throw new TypeError("disposed");
    });
    kept(first, "left", [1]);
    within(first, "part").drop("freed");
    await assert.rejects(first.save(), /disposed/, "another part's name");
    first.drop("freed");
    await first.save();
    const second = await openCheckpoints(folder, { owner: OWNER });
    assert.equal(second.keep("freed", () => ({ data: null })), undefined);
    assert.deepEqual(kept(second, "left", []), [1]);
  });
});

Deno.test("two parts cannot keep their state under one name", async () => {
  await inFolder(async (folder) => {
    const checkpoints = await openCheckpoints(folder, { owner: OWNER });
    kept(checkpoints, "values", []);
    assert.throws(
      () => kept(checkpoints, "values", []),
      /training ä: two parts keep their state as "values"/,
    );
  });
});

Deno.test("a kept value is computed once, in whichever process", async () => {
  await inFolder(async (folder) => {
    let computed = 0;
    for (let process = 0; process < 2; process++) {
      const checkpoints = await openCheckpoints(folder, { owner: OWNER, every: 0 });
      assert.equal(await keptValue(checkpoints, "once", () => Promise.resolve(++computed)), 1);
    }
    assert.equal(await keptValue(NO_CHECKPOINTS, "once", () => Promise.resolve(++computed)), 2);
  });
});

Deno.test("everything is due once the process is to end, and its end waits for what is written", async () => {
  await inFolder(async (folder) => {
    let asked = false;
    const seen: string[] = [];
    const ending = { asked: () => asked, saved: () => void seen.push("saved") };
    const checkpoints = await openCheckpoints(folder, { owner: OWNER, every: 1e9, ending });
    kept(checkpoints, "values", [7]);
    await checkpoints.save();
    assert.deepEqual([checkpoints.due(), seen], [false, []]);
    asked = true;
    assert.ok(checkpoints.due());
    await checkpoints.save();
    assert.deepEqual(seen, ["saved"]);
    assert.deepEqual((await found(folder)).values, [7]);
  });
});
