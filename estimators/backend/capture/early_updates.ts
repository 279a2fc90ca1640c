/**
 * Updates of a step as early as they may be: a gradient is used while it is in a cache, and its memory then serves
 * the next.
 *
 * A tape has all gradients before the first update. The bits are the same in either order.
 * @module
 */
import { KERNELS } from "../ops/kernels.ts";
import { touched } from "./plan.ts";
import type { Entry, Trace } from "./trace.ts";

/** The trace with every update right after the last entry that has to do with what it reads or writes. */
export function earlyUpdates<T extends Pick<Trace, "entries">>(trace: T): T {
  const entries: Entry[] = [];
  for (const entry of trace.entries) {
    if (!isUpdate(entry)) {
      entries.push(entry);
      continue;
    }
    const own = new Set(touched(entry));
    const before = entries.findLastIndex((other) =>
      (other.kind === "finding" && other.use === "decision") || touched(other).some((block) => own.has(block))
    );
    entries.splice(before + 1, 0, entry);
  }
  return { ...trace, entries };
}

/** Whether an entry changes variables: its numbers follow the step. */
export function isUpdate(entry: Entry): boolean {
  return entry.kind === "kernel" && (KERNELS.get(entry.name)?.stepArguments.includes("step") ?? false);
}
