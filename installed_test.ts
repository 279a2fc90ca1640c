/**
 * What a newcomer's first command downloads: everything in the lock.
 */
import { ok } from "node:assert/strict";

const MOST_MEGABYTES = 250;

Deno.test(`the packages in the lock take at most ${MOST_MEGABYTES} MB`, async () => {
  const { npm } = JSON.parse(await Deno.readTextFile(new URL("./deno.lock", import.meta.url)));
  const sizes = Object.keys(npm).map((key) => {
    const name = key.split("_")[0]!.replaceAll("/", "+"); // without its peers
    const folder = new URL(`./node_modules/.deno/${name}/`, import.meta.url);
    return { name, megabytes: bytesIn(folder) / 1e6 };
  });
  const total = sizes.reduce((sum, { megabytes }) => sum + megabytes, 0);
  const largest = sizes.sort((a, b) => b.megabytes - a.megabytes).slice(0, 8);
  ok(total > 50, `only ${total} MB were found: are the packages installed?`);
  ok(
    total <= MOST_MEGABYTES,
    `${total} MB, of which ${largest.map(({ name, megabytes }) => `${name} ${megabytes}`).join(", ")}`,
  );
});

/** Of all files below a folder, links not followed; 0 where there is none, as for packages of other platforms. */
function bytesIn(folder: URL): number {
  let bytes = 0;
  try {
    for (const { name, isDirectory, isFile } of Deno.readDirSync(folder)) {
      if (isDirectory) bytes += bytesIn(new URL(`${encodeURIComponent(name)}/`, folder));
      else if (isFile) bytes += Deno.statSync(new URL(encodeURIComponent(name), folder)).size;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return bytes;
}
