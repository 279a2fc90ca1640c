/**
 * Helpers of this folder's tests.
 * @module
 */
import type { Split } from "./types.ts";

/** Integers from `from` to before `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Average image of each class over a split's first examples. shape: classes × size */
export function averageImages(
  split: Split,
  options: { readonly examples: number; readonly classes: number },
): Float64Array[] {
  const { examples, classes } = options;
  const indices = range(0, Math.min(examples, split.count));
  const images = split.images(indices);
  const labels = split.labels(indices);
  const size = images.length / indices.length;
  const sums = range(0, classes).map(() => new Float64Array(size));
  const counts = new Float64Array(classes);
  for (let i = 0; i < indices.length; i++) {
    const label = labels[i]!;
    const sum = sums[label]!;
    counts[label]!++;
    for (let p = 0; p < size; p++) sum[p]! += images[i * size + p]!;
  }
  return sums.map((sum, label) => sum.map((value) => value / Math.max(1, counts[label]!)));
}

/** Share of a split's first examples whose class has the nearest average image. */
export function nearestCentroidAccuracy(
  split: Split,
  options: { readonly averages: readonly Float64Array[]; readonly examples: number },
): number {
  const { averages, examples } = options;
  const indices = range(0, Math.min(examples, split.count));
  const images = split.images(indices);
  const labels = split.labels(indices);
  const size = images.length / indices.length;
  let hits = 0;
  for (let i = 0; i < indices.length; i++) {
    let nearest = -1;
    let least = Infinity;
    averages.forEach((average, label) => {
      let distance = 0;
      for (let p = 0; p < size; p++) distance += (images[i * size + p]! - average[p]!) ** 2;
      if (distance < least) [nearest, least] = [label, distance];
    });
    if (nearest === labels[i]) hits++;
  }
  return hits / indices.length;
}

/** A test that gets an empty folder of its own; skipped, with the reason, where none can be made. */
export function testInFolder(name: string, body: (folder: string) => Promise<void>): void {
  testUnless(noTemporaryFolder, {
    name,
    fn: async () => {
      const folder = await Deno.makeTempDir({ prefix: "r2g2-test-" });
      try {
        await body(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** As {@linkcode testInFolder}, with a server on this machine that a test may talk to. */
export function testWithServer(
  name: string,
  body: (server: { readonly folder: string; serve(handler: Deno.ServeHandler): string }) => Promise<void>,
): void {
  testUnless(noTemporaryFolder ?? noLocalNetwork, {
    name,
    fn: async () => {
      const folder = await Deno.makeTempDir({ prefix: "r2g2-test-" });
      const servers: Deno.HttpServer[] = [];
      try {
        await body({
          folder,
          serve(handler) {
            const options = {
              hostname: "127.0.0.1",
              port: 0,
              onListen: () => {},
              onError: () => new Response(null, { status: 500 }),
            };
            const server = Deno.serve(options, handler);
            servers.push(server);
            return `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}`;
          },
        });
      } finally {
        await Promise.all(servers.map((server) => server.shutdown()));
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/**
 * A test on the published files, in the folder that `R2G2_DATA_DIR` names; skipped, with the reason, where it
 * names none.
 */
export function testOnRealFiles(name: string, body: (dataDir: string) => Promise<void>): void {
  const { folder, reason } = realFiles;
  testUnless(reason, { name, fn: () => body(folder) });
}

/** What makes a temporary folder impossible. */
const noTemporaryFolder = ((): string | undefined => {
  try {
    const folder = Deno.makeTempDirSync({ prefix: "r2g2-test-" });
    Deno.statSync(folder);
    Deno.removeSync(folder);
    return undefined;
  } catch {
    return "needs --allow-read and --allow-write for the folder of temporary files";
  }
})();

/** What makes a server on this machine impossible. */
const noLocalNetwork = Deno.permissions.querySync({ name: "net", host: "127.0.0.1" }).state === "granted"
  ? undefined
  : "needs --allow-net=127.0.0.1";

const realFiles = ((): { readonly folder: string; readonly reason: string | undefined } => {
  const allowed = Deno.permissions.querySync({ name: "env", variable: "R2G2_DATA_DIR" }).state === "granted";
  const folder = allowed ? Deno.env.get("R2G2_DATA_DIR") ?? "" : "";
  if (folder === "") return { folder, reason: "R2G2_DATA_DIR names no folder with the published files" };
  try {
    Deno.statSync(folder);
    return { folder, reason: undefined };
  } catch (error) {
    const denied = error instanceof Deno.errors.NotCapable;
    return { folder, reason: denied ? `needs --allow-read=${folder}` : `there is no folder ${folder}` };
  }
})();

function testUnless(reason: string | undefined, test: { name: string; fn: () => Promise<void> }): void {
  if (reason === undefined) Deno.test(test);
  else Deno.test({ ...test, name: `${test.name} (skipped: ${reason})`, ignore: true });
}
