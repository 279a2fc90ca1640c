/**
 * Threads that help the kernels with products that take long.
 *
 * tfjs's wasm threads never start in Deno, and its memory cannot be shared. Making noise, though, costs a
 * hundred times what copying the operands costs, so a product with per-example noise goes to threads with
 * memories of their own. They start with the first product that is worth it, and never keep a process alive.
 * @module
 */
import type { Worker } from "node:worker_threads";
import { builtin, inDeno } from "../../../../runtime.ts";
import type { Kernels } from "../../../wasm/functions.ts";
import {
  copyPiece,
  type NoiseJob,
  type NoisePointers,
  type NoiseSizes,
  pieceCount,
  runPiece,
  sizesOf,
} from "./pieces.ts";
import { arenaViews, awaitPieces, claim, post, type SharedMemory, sharedMemory } from "./shared_job.ts";

/** Operands of a job in the caller's memory. */
export interface NoiseOperands {
  readonly kernels: Kernels;
  readonly at: NoisePointers;
  /** A view of the caller's memory, taken anew at each call. */
  view(pointer: number, length: number): Float32Array;
}

/** Normals below which a second thread is not worth its start: about five milliseconds. */
const WORTH_HELP = 2 ** 21;
const LARGEST_ARENA = 2 ** 30;
/** A piece takes a few milliseconds; a thread that is silent for this long is gone. */
const PATIENCE = 20_000;

let wanted = 1;
let pool: { readonly memory: SharedMemory; readonly workers: readonly Worker[] } | undefined;

/** Sets how many threads a product may use, the caller's included. @default 1 */
export function setKernelThreads(threads: number): void {
  if (threads === wanted) return;
  wanted = threads;
  stopHelpers();
}

/** Ends the helping threads; they start again when needed. */
export function stopHelpers(): void {
  for (const worker of pool?.workers ?? []) void worker.terminate();
  pool = undefined;
}

/** Computes a job, with the help of other threads where that pays. The result does not depend on them. */
export function runJob(job: NoiseJob, operands: NoiseOperands): void {
  const sizes = sizesOf(job);
  const bytes = 4 * Object.values(sizes).reduce((sum, size) => sum + size, 0);
  const worth = job.rows * job.inner * job.cols >= WORTH_HELP && bytes <= LARGEST_ARENA;
  const helpers = wanted > 1 && worth ? startHelpers() : undefined;
  if (helpers === undefined) {
    for (let piece = 0; piece < pieceCount(job); piece++) {
      runPiece(operands.kernels, { job, piece, at: operands.at });
    }
    return;
  }
  if (helpers.arena.byteLength < bytes) helpers.arena.grow(bytes);
  shareJob(helpers, { job, sizes, operands });
}

function shareJob(
  memory: SharedMemory,
  { job, sizes, operands }: {
    readonly job: NoiseJob;
    readonly sizes: NoiseSizes;
    readonly operands: NoiseOperands;
  },
): void {
  const { kernels, at, view } = operands;
  const arena = arenaViews(memory, sizes);
  for (const name of ["x", "scale", "dy"] as const) arena[name].set(view(at[name], sizes[name]));
  const pieces = pieceCount(job);
  const number = post(memory, job);
  let own = 0;
  for (let piece = claim(memory, { number, pieces }); piece !== undefined; own++) {
    runPiece(kernels, { job, piece, at });
    piece = claim(memory, { number, pieces });
  }
  const others = awaitPieces(memory, { count: pieces - own, timeout: PATIENCE });
  if (others === undefined) {
    stopHelpers();
    throw new Error(`a helping thread stopped answering: use fewer threads`);
  }
  const result = { out: view(at.out, sizes.out), dx: view(at.dx, sizes.dx) };
  for (const piece of others) copyPiece(job, { piece, from: arena, to: result });
}

/** The threads' memory; undefined where no thread can be started. */
function startHelpers(): SharedMemory | undefined {
  if (pool !== undefined) return pool.memory;
  // A browser's page must not wait for threads, and the package for Node has no file for one.
  const threads = inDeno && builtin<{ readonly Worker: typeof Worker }>("node:worker_threads");
  if (threads === undefined) return undefined;
  try {
    const memory = sharedMemory(LARGEST_ARENA);
    const workers = Array.from({ length: wanted - 1 }, () => {
      const worker = new threads.Worker(new URL("./worker.ts", import.meta.url), { workerData: memory });
      worker.unref();
      worker.on("error", stopHelpers); // what it could not do is done here
      return worker;
    });
    pool = { memory, workers };
    return memory;
  } catch {
    wanted = 1; // not permitted, or no room: alone it takes longer, and that is all
    return undefined;
  }
}
