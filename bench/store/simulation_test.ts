import assert from "node:assert/strict";
import { Draws } from "../faults/draws.ts";
import { Crash, SimulatedDisk } from "./disk/simulated_testing.ts";
import { simulate, simulateReplacement } from "./simulation_testing.ts";

const query = await Deno.permissions.query({ name: "env", variable: "SIMULATIONS" });
const asked = query.state === "granted" ? Deno.env.get("SIMULATIONS") : undefined;
/** Cases; more with the environment variable SIMULATIONS, and seconds after which no further one begins. */
const [CASES, SECONDS] = asked === undefined ? [300, 5] : [Number(asked), Infinity];

Deno.test("whenever the power fails, nothing acknowledged is lost, nothing half written is read, the store opens", async () => {
  const start = performance.now();
  let seed = 0;
  for (; seed < CASES && performance.now() - start < SECONDS * 1000; seed++) {
    assert.deepEqual(await simulate(seed), [], `seed ${seed}`);
  }
  assert.ok(seed >= Math.min(CASES, 20), `only ${seed} cases in time`);
});

Deno.test("whenever the power fails while an archive is replaced, there is the old one or the new", async () => {
  for (const seed of [1, 2]) assert.deepEqual(await simulateReplacement(seed), [], `seed ${seed}`);
});

/** What a file holds after a crash, for many seeds. */
async function leftAfter(write: (file: Deno.FsFile) => Promise<void>): Promise<Set<string>> {
  const found = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const disk = new SimulatedDisk(new Draws(seed));
    await disk.run(async () => {
      await Deno.mkdir("/run");
      using file = await Deno.open("/run/a", { write: true, create: true });
      await write(file);
    });
    disk.crash();
    const text = await disk.run(() => Deno.readTextFile("/run/a").catch(() => "gone"));
    assert.ok(!(text instanceof Crash));
    found.add(text);
  }
  return found;
}

const bytes = new TextEncoder().encode("ab");

Deno.test("the simulated disk drops, tears or keeps what was not synced, and keeps what was", async () => {
  assert.deepEqual(
    await leftAfter(async (file) => void await file.write(bytes)),
    new Set(["gone", "", "a", "ab"]),
  );
  const synced = await leftAfter(async (file) => {
    await file.write(bytes);
    await file.syncData();
    using folder = await Deno.open("/run");
    await folder.sync();
    await file.write(bytes);
  });
  assert.deepEqual(synced, new Set(["ab", "aba", "abab"]));
});

Deno.test("the simulated disk stops at the operation that it is told", async () => {
  const disk = new SimulatedDisk(new Draws(1));
  disk.crashAfter = 2;
  const ended = await disk.run(async () => {
    await Deno.mkdir("/run");
    using file = await Deno.open("/run/a", { write: true, create: true });
    await file.write(bytes);
    await file.syncData();
  });
  assert.ok(ended instanceof Crash);
  assert.equal(disk.operations, 2);
});
