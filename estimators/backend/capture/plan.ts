/**
 * Where the blocks of a trace lie in one piece of memory: those that are never needed together may share it.
 * @module
 */
import type { Entry, Operand, Trace } from "./trace.ts";

/** Offsets in the arena by the numbers of blocks; outside blocks have none. */
export interface Plan {
  readonly offsets: readonly (number | undefined)[];
  readonly bytes: number;
}

/** Every block starts at a multiple of it: SIMD loads, and no two blocks in one cache line. */
const ALIGNMENT = 64;

/** First fit, largest blocks first, each beside those that live at the same time. */
export function planArena(trace: Pick<Trace, "entries" | "blocks" | "results">): Plan {
  const lives = livesOf(trace);
  const offsets: (number | undefined)[] = trace.blocks.map(() => undefined);
  const order = trace.blocks.map((_, i) => i)
    .filter((i) => trace.blocks[i]!.kind !== "outside")
    .sort((a, b) => trace.blocks[b]!.bytes - trace.blocks[a]!.bytes);
  // By their offsets, so that the search ends at the first gap.
  const placed: Placed[] = [];
  let bytes = 0;
  for (const block of order) {
    const size = padded(trace.blocks[block]!.bytes);
    const life = lives[block]!;
    let at = 0;
    for (const other of placed) {
      if (at + size <= other.start) break;
      if (other.end > at && overlap(life, other.life)) at = other.end;
    }
    offsets[block] = at;
    insert(placed, { start: at, end: at + size, life });
    bytes = Math.max(bytes, at + size);
  }
  return { offsets, bytes };
}

/** First and last entry that touch a block. */
type Life = [first: number, last: number];

function livesOf({ entries, blocks, results }: Pick<Trace, "entries" | "blocks" | "results">): Life[] {
  const lives = blocks.map(({ kind }): Life =>
    // Arguments and constants are written before all else.
    kind === "constant" || kind === "argument" ? [0, 0] : [Infinity, 0]
  );
  entries.forEach((entry, at) => {
    for (const block of touched(entry)) {
      const life = lives[block]!;
      life[0] = Math.min(life[0], at);
      life[1] = Math.max(life[1], at);
    }
  });
  for (const { block } of results) lives[block]![1] = Infinity;
  return lives;
}

/** Numbers of the blocks that an entry reads or makes. */
export function touched(entry: Entry): readonly number[] {
  if (entry.kind === "finding") return entry.operands.map(({ block }) => block);
  const inputs = Object.values(entry.inputs).flat() as (Operand | undefined | null)[];
  return [
    ...entry.made,
    ...entry.outputs.map(({ block }) => block),
    ...inputs.flatMap((input) => input?.block ?? []),
  ];
}

/** Memory of a block, and when it holds it. */
interface Placed {
  readonly start: number;
  readonly end: number;
  readonly life: Life;
}

/** Keeps them in the order of their starts. */
function insert(placed: Placed[], block: Placed): void {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placed[middle]!.start <= block.start) low = middle + 1;
    else high = middle;
  }
  placed.splice(low, 0, block);
}

function overlap([a0, a1]: Life, [b0, b1]: Life): boolean {
  return a0 <= b1 && b0 <= a1;
}

function padded(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
}
