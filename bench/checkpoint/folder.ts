/**
 * Checkpoints of a run in a folder, one file per job, replaced as a whole or not at all.
 * @module
 */
import { sha256, writeFileAtomic } from "../store/mod.ts";
import type { Checkpoints, KeptState } from "./checkpoints.ts";
import { type CheckpointOwner, decodeCheckpoint, encodeCheckpoint } from "./format.ts";

/** The end of a process that somebody else asks for. */
export interface Ending {
  /** Whether it was asked for: everything is due then. */
  readonly asked: () => boolean;
  /** Told when everything is written that can be. */
  readonly saved: () => void;
}

/** Settings of {@linkcode openCheckpoints}. */
export interface OpenCheckpointsOptions {
  /** Whose checkpoints they are. */
  readonly owner: CheckpointOwner;
  /** Milliseconds between two writes: the most that a crash costs, and a turn of the longest loop. @default 60000 */
  readonly every?: number | undefined;
  /** @default the process ends when it likes */
  readonly ending?: Ending | undefined;
  /** Receives one line for a file that is not taken up, and for the first one that cannot be written. */
  readonly notice?: ((line: string) => void) | undefined;
}

const EVERY = 60_000;

/**
 * The checkpoints of a job, with what an earlier process left of it. A file that is damaged, or that another run, other
 * code or another machine made, is told and ignored.
 *
 * Permissions: read and write on the folder, which is made if need be.
 */
export async function openCheckpoints(
  folder: string,
  { owner, every = EVERY, ending, notice = () => {} }: OpenCheckpointsOptions,
): Promise<Checkpoints> {
  const path = pathOf(folder, owner.job);
  await removeTemporary(path);
  const left = await read(path, { owner, notice });
  const states = new Map<string, () => KeptState | Promise<KeptState>>();
  let last = performance.now();
  let failed = false;
  const due = () => ending?.asked() === true || performance.now() - last >= every;
  return {
    keep(name, state) {
      if (states.has(name)) throw new Error(`${owner.job}: two parts keep their state as "${name}"`);
      states.set(name, state);
      return left.get(name);
    },
    drop: (name) => void states.delete(name),
    due,
    async save() {
      if (!due()) return;
      const found = new Map<string, KeptState>();
      for (const [name, state] of states) found.set(name, await state());
      try {
        await Deno.mkdir(folder, { recursive: true });
        await writeFileAtomic(path, encodeCheckpoint(owner, found));
      } catch (error) {
        // Full disks and folders that are gone cost what a crash would cost, not the job.
        if (!failed) notice(`no checkpoint of ${owner.job}: ${(error as Error).message}`);
        failed = true;
      }
      last = performance.now();
      if (ending?.asked()) ending.saved();
    },
  };
}

/**
 * Removes what is kept of a job that is done, and the folder with the last of them. What cannot be removed harms
 * nothing: the job will not run again.
 */
export async function removeCheckpoint(folder: string, job: string): Promise<void> {
  const path = pathOf(folder, job);
  await removeTemporary(path);
  await Deno.remove(path).catch(() => {});
  await Deno.remove(folder).catch(() => {}); // it holds others, or there was none
}

function pathOf(folder: string, job: string): string {
  return `${folder}/${sha256(job).slice(0, 16)}.ckpt`;
}

async function read(
  path: string,
  { owner, notice }: { readonly owner: CheckpointOwner; readonly notice: (line: string) => void },
): Promise<Map<string, KeptState>> {
  let found: Map<string, KeptState> | string;
  try {
    found = decodeCheckpoint(await Deno.readFile(path), owner);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Map();
    found = (error as Error).message;
  }
  if (typeof found !== "string") return found;
  notice(`${path} is ignored: ${found}; job "${owner.job}" starts over`);
  return new Map();
}

/** Files of a process that was killed while it wrote. */
async function removeTemporary(path: string): Promise<void> {
  const [folder, name] = [path.slice(0, path.lastIndexOf("/")), path.slice(path.lastIndexOf("/") + 1)];
  for (const entry of await Array.fromAsync(Deno.readDir(folder)).catch(() => [])) {
    if (entry.name.startsWith(`${name}.`)) await Deno.remove(`${folder}/${entry.name}`).catch(() => {});
  }
}
