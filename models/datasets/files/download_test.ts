import assert from "node:assert/strict";
import { join } from "node:path";
import type { DataFile, FileSet } from "./data_file.ts";
import { Fingerprinter } from "./data_file.ts";
import { download } from "./download.ts";
import { range, testInFolder, testWithServer } from "../testing.ts";
import { DataError } from "../types.ts";

const bytes = Uint8Array.from(range(0, 300_000), (i) => i % 251);
const { size, sha256 } = new Fingerprinter().update(bytes).digest();

function setOf(...urls: string[]): { set: FileSet; file: DataFile } {
  const file = { name: "a.gz", size, sha256, urls };
  return { set: { name: "tiny", files: [file] }, file };
}

/** By hash: a difference of 300 000 bytes is not worth a listing. */
async function assertWhole(path: string): Promise<void> {
  assert.equal(new Fingerprinter().update(await Deno.readFile(path)).digest().sha256, sha256);
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof DataError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    return error.message;
  }
  return assert.fail("nothing was thrown");
}

testWithServer(
  "mirrors are tried in turn until one delivers the published file",
  async ({ folder, serve }) => {
    const wrong = bytes.slice();
    wrong[7]! ^= 1;
    const asked: string[] = [];
    const base = serve((request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      if (pathname === "/wrong") return new Response(wrong);
      if (pathname === "/short") return new Response(bytes.subarray(0, 1000));
      return pathname === "/good" ? new Response(bytes) : new Response("no", { status: 404 });
    });
    const paths = ["/missing", "/wrong", "/short", "/good", "/never"];
    const { set, file } = setOf(...paths.map((path) => base + path));
    const cache = join(folder, "new", "cache");
    let visible = 0;
    let received = 0;
    const path = await download(set, file, {
      folder: cache,
      onProgress: (progress) => {
        received = progress.received;
        if ([...Deno.readDirSync(cache)].some(({ name }) => name === "a.gz")) visible++;
      },
    });
    assert.deepEqual(asked, ["/missing", "/wrong", "/short", "/good"]);
    await assertWhole(path);
    assert.equal(received, size);
    assert.equal(visible, 0, "the file could be seen before it was whole");
    assert.deepEqual(await names(cache), ["a.gz"], "a temporary file was left behind");
  },
);

testWithServer(
  "when all mirrors fail, each one's reason is given and nothing is left",
  async ({ folder, serve }) => {
    const base = serve((request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/long") return new Response(new Blob([bytes, bytes]));
      if (pathname === "/short") return new Response(bytes.subarray(0, 1000));
      if (pathname === "/torn") {
        let sent = 0;
        return new Response(
          new ReadableStream({
            pull(controller) {
              if (sent++ < 3) controller.enqueue(bytes.subarray(0, 500));
              else controller.error(new Error("cable cut"));
            },
          }),
        );
      }
      return new Response(null, { status: 503 });
    });
    const { set, file } = setOf(`${base}/down`, `${base}/long`, `${base}/short`, `${base}/torn`);
    const message = await messageOf(download(set, file, { folder }));
    assert.match(
      message,
      /^tiny: a\.gz could not be downloaded \(http:\/\/127\.0\.0\.1:\d+\/down: HTTP 503; /,
    );
    assert.match(message, /\/long: more than the 300000 bytes expected; /);
    assert.match(
      message,
      new RegExp(
        `/short: expected 300000 bytes, sha256 ${sha256}, found 1000 bytes, .*, perhaps truncated; `,
      ),
    );
    assert.match(
      message,
      /\/torn: .+\); check the connection, or download it yourself and pass --data-dir DIR$/,
    );
    assert.deepEqual(await names(folder), []);
  },
);

testInFolder("a mirror that sends nothing is given up", async (folder) => {
  const { set, file } = setOf("http://a.invalid/", "http://b.invalid/");
  function silent(_: unknown, init?: RequestInit): Promise<Response> {
    return new Promise((_, reject) => {
      init!.signal!.addEventListener("abort", () => reject(new Error("aborted")));
    });
  }
  const message = await messageOf(
    download(set, file, { folder, fetch: silent as typeof fetch, stallMs: 20 }),
  );
  assert.match(message, /a\.invalid\/: nothing arrived for 0\.02 s; http:\/\/b\.invalid\/: nothing arrived/);
});

const good = (() => Promise.resolve(new Response(bytes))) as typeof fetch;

testInFolder(
  "a folder that cannot be made is this machine's fault: no other mirror is tried",
  async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    const { set, file } = setOf("http://a.invalid/", "http://b.invalid/");
    let calls = 0;
    const counted = ((...args: Parameters<typeof fetch>) => (calls++, good(...args))) as typeof fetch;
    const message = await messageOf(
      download(set, file, { folder: join(folder, "file", "cache"), fetch: counted }),
    );
    assert.match(message, /^cannot write to .*; free some space or pass another --cache DIR$/);
    assert.equal(calls, 1);
  },
);

testInFolder("a full disk is reported and leaves nothing behind", async (folder) => {
  const { set, file } = setOf("http://a.invalid/");
  const write = Deno.FsFile.prototype.write;
  Deno.FsFile.prototype.write = () => Promise.reject(new Error("No space left on device (os error 28)"));
  try {
    const message = await messageOf(download(set, file, { folder, fetch: good }));
    assert.match(message, /^cannot write to .*: No space left on device .*; free some space/);
  } finally {
    Deno.FsFile.prototype.write = write;
  }
  assert.deepEqual(await names(folder), []);
});

testInFolder("short writes are continued", async (folder) => {
  const { set, file } = setOf("http://a.invalid/");
  const write = Deno.FsFile.prototype.write;
  Deno.FsFile.prototype.write = function (this: Deno.FsFile, chunk: Uint8Array) {
    return write.call(this, chunk.subarray(0, 70_001));
  };
  try {
    await assertWhole(await download(set, file, { folder, fetch: good }));
  } finally {
    Deno.FsFile.prototype.write = write;
  }
});

testInFolder("two downloads of one file at a time both end well", async (folder) => {
  const { set, file } = setOf("http://a.invalid/");
  await Promise.all([0, 1].map(() => download(set, file, { folder, fetch: good })));
  assert.deepEqual(await names(folder), ["a.gz"]);
});
