import assert from "node:assert/strict";
import { claimStore } from "../claim.ts";
import { codeState } from "../code.ts";
import { readStore } from "../reader.ts";
import { openStore } from "../store.ts";

const POSIX = Deno.build.os !== "windows" &&
  Deno.permissions.querySync({ name: "run", command: "mkfifo" }).state === "granted";
const code = await codeState();

/** What each way into a folder says; a pipe that is opened would never say anything. */
async function refusals(directory: string): Promise<string[]> {
  const ways = [
    () => claimStore(directory, { configuration: {}, code }),
    () => openStore(directory),
    () => readStore(directory),
  ];
  return await Promise.all(
    ways.map((way) => way().then(() => "opened", (error) => `${error.name}: ${error.message}`)),
  );
}

async function inTemporary(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const pipe = async (path: string) =>
  assert.ok((await new Deno.Command("mkfifo", { args: [path] }).output()).success);

Deno.test("results that are a file, or are below one, are refused in one line", () =>
  inTemporary(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    for (const path of [`${folder}/file`, `${folder}/file/below`]) {
      const said = `StoreError: ${path} is not a folder: move it away, or name another folder with --results`;
      assert.deepEqual(await refusals(path), [said, said, said]);
    }
  }));

Deno.test({
  name: "results that are a pipe, or hold one by a store's name, are refused and not waited for",
  ignore: !POSIX,
  fn: () =>
    inTemporary(async (folder) => {
      await pipe(`${folder}/pipe`);
      const said =
        `StoreError: ${folder}/pipe is not a folder: move it away, or name another folder with --results`;
      assert.deepEqual(await refusals(`${folder}/pipe`), [said, said, said]);
      for (const name of ["run.json", "records.jsonl", "records-1-of-2.jsonl", "writer.lock", "claim.lock"]) {
        const inner = `${folder}/${name}.d`;
        await Deno.mkdir(inner);
        await pipe(`${inner}/${name}`);
        const line =
          `StoreError: ${inner}/${name} is not a file: move it away, or name another folder with --results`;
        assert.deepEqual(await refusals(inner), [line, line, line]);
      }
    }),
});

Deno.test("a folder that cannot be made is told with the system's reason", async () => {
  const [claimed] = await refusals("/dev/null\0/x");
  assert.match(claimed!, /^(\w+Error|NotCapable): [^\n]+$/);
  // Deno wants every right before it looks into /proc, where no folder can be made.
  if ((await Deno.permissions.query({ name: "write", path: "/proc/results" })).state !== "granted") return;
  const [line] = await refusals("/proc/results");
  assert.match(
    line!,
    /^(StoreError: cannot write to \/proc\/results \(.+\): make room or allow it, or name another|NotCapable: [^\n]+$)/,
  );
});
