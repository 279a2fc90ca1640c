import assert from "node:assert/strict";
import { forEachFileLine, forEachLine } from "./line_stream.ts";
import { StoreError } from "../store_error.ts";
import { withFolder } from "../testing.ts";

const TEXT = "one\n\nzwei ü\n" + "x".repeat(100_000) + "\ntorn ü";

async function collect(chunks: AsyncIterable<Uint8Array>) {
  const found: string[] = [];
  const count = await forEachLine(chunks, (line, index) => {
    assert.equal(index, found.length);
    found.push(new TextDecoder().decode(line));
  });
  return { found, count };
}

for (const size of [1, 2, 7, 4096, 1e6]) {
  Deno.test(`lines are the same from pieces of ${size} bytes`, async () => {
    const bytes = new TextEncoder().encode(TEXT);
    const pieces = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i) => bytes.subarray(i * size, (i + 1) * size),
    );
    const { found, count } = await collect(ReadableStream.from(pieces));
    assert.deepEqual(found, TEXT.split("\n").slice(0, -1));
    assert.deepEqual(count, { lines: 4, bytes: bytes.length - 7, tornBytes: 7 });
  });
}

Deno.test("a file is read plain or compressed, and closed where the reader stops early", () =>
  withFolder(async (folder) => {
    const zip = ReadableStream.from([new TextEncoder().encode(TEXT)]).pipeThrough(
      new CompressionStream("gzip"),
    );
    await Deno.writeTextFile(`${folder}/a`, TEXT);
    await Deno.writeFile(`${folder}/a.gz`, zip);
    for (const path of [`${folder}/a`, `${folder}/a.gz`]) {
      let length = 0;
      const { lines } = await forEachFileLine(path, (line) => length += line.length);
      assert.deepEqual([lines, length], [4, 100_010]);
      const stop = () => {
        throw new RangeError("enough");
      };
      await assert.rejects(forEachFileLine(path, stop), /enough/);
    }
  }));

Deno.test("a compressed file that is cut off or damaged is refused by name", () =>
  withFolder(async (folder) => {
    const zip = ReadableStream.from([new TextEncoder().encode(TEXT)]).pipeThrough(
      new CompressionStream("gzip"),
    );
    const whole = new Uint8Array(await new Response(zip).arrayBuffer());
    for (const bytes of [whole.subarray(0, whole.length - 20), new TextEncoder().encode(TEXT)]) {
      await Deno.writeFile(`${folder}/a.gz`, bytes);
      await assert.rejects(
        forEachFileLine(`${folder}/a.gz`, () => {}),
        (error) =>
          error instanceof StoreError && /a\.gz: not a whole gzip file \(.*\): restore/.test(error.message),
      );
    }
  }));
