/**
 * What threads share: a job's numbers, its operands, and who takes which piece.
 *
 * A piece is claimed by raising a counter that carries the job's number, so that a thread that woke late can
 * claim nothing of a job it has not read. Whoever posts a job waits until all claimed pieces are done, and
 * only then posts another.
 * @module
 */
import type { NoiseJob, NoiseSizes } from "./pieces.ts";

/** Words of the control block. */
const word = { posted: 0, claims: 1, done: 2, job: 3, owners: 16 } as const;
const CONTROL_WORDS = 64;
/** Low bits of the claims: pieces taken. High bits: the job's number. */
const PIECE_BITS = 8;
const ALL_TAKEN = 2 ** PIECE_BITS - 1;

/** Memory of a pool of threads. */
export interface SharedMemory {
  readonly control: SharedArrayBuffer;
  /** Operands one after another: x, scale, dy, out, dx. Grows, and never shrinks. */
  readonly arena: SharedArrayBuffer;
}

/** Memory for jobs of at most `limit` bytes. */
export function sharedMemory(limit: number): SharedMemory {
  return {
    control: new SharedArrayBuffer(4 * CONTROL_WORDS),
    arena: new SharedArrayBuffer(0, { maxByteLength: limit }),
  };
}

/** Views of a job's operands in the arena, which is large enough. */
export function arenaViews(
  { arena }: SharedMemory,
  sizes: NoiseSizes,
): Record<keyof NoiseSizes, Float32Array> {
  let at = 0;
  const next = (length: number) => {
    const view = new Float32Array(arena, at, length);
    at += 4 * length;
    return view;
  };
  const [x, scale, dy, out, dx] = [sizes.x, sizes.scale, sizes.dy, sizes.out, sizes.dx].map(next);
  return { x: x!, scale: scale!, dy: dy!, out: out!, dx: dx! };
}

/** Posts a job; every thread that waits wakes. Returns its number. */
export function post({ control }: SharedMemory, job: NoiseJob): number {
  const words = new Int32Array(control);
  const number = (words[word.posted]! + 1) & (2 ** (31 - PIECE_BITS) - 1);
  // Nothing of either job can be claimed while the numbers change.
  Atomics.store(words, word.claims, number << PIECE_BITS | ALL_TAKEN);
  words[word.job] = job.kind === "forward" ? 0 : 1;
  words.set([job.rows, job.inner, job.cols, job.k0, job.k1, job.dx ? 1 : 0], word.job + 1);
  words.fill(0, word.owners);
  Atomics.store(words, word.done, 0);
  Atomics.store(words, word.claims, number << PIECE_BITS);
  Atomics.store(words, word.posted, number);
  Atomics.notify(words, word.posted);
  return number;
}

/** Waits for a job other than number `seen`, and returns its number. */
export function awaitJob({ control }: SharedMemory, seen: number): number {
  const words = new Int32Array(control);
  Atomics.wait(words, word.posted, seen);
  return Atomics.load(words, word.posted);
}

/** The job that is posted; to be trusted only after a piece of it was claimed. */
export function readJob({ control }: SharedMemory): NoiseJob {
  const [kind, rows, inner, cols, k0, k1, dx] = new Int32Array(control).subarray(word.job);
  return {
    kind: kind === 0 ? "forward" : "gradient",
    rows: rows!,
    inner: inner!,
    cols: cols!,
    k0: k0! >>> 0,
    k1: k1! >>> 0,
    dx: dx === 1,
  };
}

/** Takes the next piece of job `number`; undefined where none is left or another job is posted. */
export function claim(
  { control }: SharedMemory,
  { number, pieces }: { readonly number: number; readonly pieces: number },
): number | undefined {
  const words = new Int32Array(control);
  for (;;) {
    const claims = Atomics.load(words, word.claims);
    const piece = claims & ALL_TAKEN;
    if (claims >> PIECE_BITS !== number || piece >= pieces) return undefined;
    if (Atomics.compareExchange(words, word.claims, claims, claims + 1) === claims) return piece;
  }
}

/** Says that a helping thread has put a piece's result into the arena. */
export function finish({ control }: SharedMemory, piece: number): void {
  const words = new Int32Array(control);
  Atomics.store(words, word.owners + piece, 1);
  Atomics.add(words, word.done, 1);
  Atomics.notify(words, word.done);
}

/** Waits until helping threads have finished `count` pieces, and says which; undefined after `timeout` ms. */
export function awaitPieces(
  { control }: SharedMemory,
  { count, timeout }: { readonly count: number; readonly timeout: number },
): number[] | undefined {
  const words = new Int32Array(control);
  for (let done = Atomics.load(words, word.done); done < count; done = Atomics.load(words, word.done)) {
    if (Atomics.wait(words, word.done, done, timeout) === "timed-out") return undefined;
  }
  return [...words.subarray(word.owners)].flatMap((owner, piece) => owner === 1 ? [piece] : []);
}
