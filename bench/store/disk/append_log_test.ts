import assert from "node:assert/strict";
import { AppendLog, type LogFile } from "./append_log.ts";
import { withFolder } from "../testing.ts";

Deno.test("lines come back as they were appended, in order", () =>
  withFolder(async (folder) => {
    const path = `${folder}/log`;
    const log = await AppendLog.open(path);
    await Promise.all(["one", "zwei ü", "", "4"].map((line) => log.append(() => line)));
    await log.close();
    const lines: string[] = [];
    const again = await AppendLog.open(path, {
      onLine: (line) => lines.push(new TextDecoder().decode(line)),
    });
    assert.deepEqual(lines, ["one", "zwei ü", "", "4"]);
    assert.equal(again.tornBytes, 0);
    await again.close();
  }));

for (const torn of ["{", '{"id":"c"}', "ü".repeat(9)]) {
  Deno.test(`a torn last line ${JSON.stringify(torn)} is cut off when the log is opened`, () =>
    withFolder(async (folder) => {
      const path = `${folder}/log`;
      await Deno.writeTextFile(path, "one\n" + torn);
      const log = await AppendLog.open(path);
      assert.equal(log.tornBytes, new TextEncoder().encode(torn).length);
      await log.append(() => "two");
      await log.close();
      assert.equal(await Deno.readTextFile(path), "one\ntwo\n");
    }));
}

Deno.test("a disk that fills up mid-line costs that line only", () =>
  withFolder(async (folder) => {
    const path = `${folder}/log`;
    const disk = { room: 10 };
    const log = await AppendLog.open(path, { openFile: (name) => openLimited(name, disk) });
    await log.append(() => "12345"); // 6 bytes with the newline, 4 left
    await assert.rejects(
      log.append(() => "12345"),
      /^StoreError: cannot write to .*log \(No space left on device\): what was stored before is safe/,
    );
    assert.equal(await Deno.readTextFile(path), "12345\n");
    disk.room = 100;
    await log.append(() => "after");
    await log.close();
    assert.equal(await Deno.readTextFile(path), "12345\nafter\n");
  }));

Deno.test("what a refused line leaves behind, where it could not be cut at once, is cut before the next", () =>
  withFolder(async (folder) => {
    const path = `${folder}/log`;
    const disk = { room: 10 };
    let cuts = 0;
    const log = await AppendLog.open(path, {
      openFile: async (name) => ({
        ...await openLimited(name, disk),
        truncate: (length) =>
          cuts++ === 0 ? Promise.reject(new Error("I/O error")) : Deno.truncate(path, length),
      }),
    });
    await assert.rejects(log.append(() => "a long line"), /No space left/);
    disk.room = 100;
    await log.append(() => "b");
    await log.close();
    assert.equal(await Deno.readTextFile(path), "b\n");
  }));

Deno.test("a disk that is full from the start gives one clear line", async (t) => {
  const full = "/dev/full";
  const query = await Deno.permissions.query({ name: "write", path: full });
  const there = query.state === "granted" && await Deno.stat(full).then(() => true, () => false);
  await t.step({
    name: there ? "on /dev/full" : "skipped: /dev/full is not there or not permitted",
    ignore: !there,
    fn: () =>
      withFolder(async (folder) => {
        await Deno.writeTextFile(`${folder}/log`, "");
        const log = await AppendLog.open(`${folder}/log`, {
          openFile: () => Deno.open(full, { write: true }),
        });
        await assert.rejects(log.append(() => "x"), /cannot write to .*log \(No space left on device/);
        await log.close();
      }),
  });
});

Deno.test("a line with a newline is refused", () =>
  withFolder(async (folder) => {
    const log = await AppendLog.open(`${folder}/log`);
    await assert.rejects(log.append(() => "a\nb"), TypeError);
    await log.close();
    assert.equal(await Deno.readTextFile(`${folder}/log`), "");
  }));

/** A file on a disk with so many bytes left: writes what fits, then fails as the system does. */
async function openLimited(path: string, disk: { room: number }): Promise<LogFile> {
  const file = await Deno.open(path, { write: true, create: true });
  return {
    write: (bytes) => {
      if (disk.room === 0) return Promise.reject(new Error("No space left on device"));
      const part = bytes.subarray(0, Math.min(disk.room, bytes.length));
      disk.room -= part.length;
      return file.write(part);
    },
    syncData: () => file.syncData(),
    truncate: (length) => file.truncate(length),
    seek: (offset, whence) => file.seek(offset, whence),
    close: () => file.close(),
  };
}
