import assert from "node:assert/strict";
import { releaseLocks, StoreBusyError, takeLocks } from "./locks.ts";
import { withFolder } from "./testing.ts";

const { state } = await Deno.permissions.query({ name: "run" });
const ignore = state !== "granted" || Deno.build.os === "windows";

Deno.test("a folder has one writer, or one of each part", () =>
  withFolder(async (folder) => {
    const whole = await takeLocks(folder, undefined);
    await assert.rejects(takeLocks(folder, undefined), StoreBusyError);
    await assert.rejects(takeLocks(folder, "1-of-2"), StoreBusyError);
    releaseLocks(whole);
    const parts = [await takeLocks(folder, "1-of-2"), await takeLocks(folder, "2-of-2")];
    await assert.rejects(takeLocks(folder, "1-of-2"), /is being written by process \d+: wait for it to end/);
    parts.forEach(releaseLocks);
    releaseLocks(await takeLocks(folder, undefined));
  }));

Deno.test({
  name: `a lock that was given back is free, whatever other threads start${
    ignore ? " (skipped: needs --allow-run)" : ""
  }`,
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      const spawner = 'data:text/javascript,for (;;) await new Deno.Command("true").output();';
      const threads = Array.from({ length: 2 }, () => new Worker(spawner, { type: "module" }));
      try {
        const end = Date.now() + 2000;
        while (Date.now() < end) releaseLocks(await takeLocks(folder, undefined));
      } finally {
        threads.forEach((thread) => thread.terminate());
      }
    }),
});
