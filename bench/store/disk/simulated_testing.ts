/**
 * A disk in memory that may lose power after any operation, in the place of Deno's file functions.
 *
 * What a crash leaves: of a file what was synced, and of later writes, in order, some prefix, the last of them perhaps
 * torn; of a folder the names that were synced, and of later creations, renames and removals some prefix, in order. That
 * is what journalling file systems promise, and no more.
 * @module
 */
import type { Draws } from "../../faults/draws.ts";
import { folderOf } from "./atomic.ts";
/** Ends the process that is simulated. */
export class Crash extends Error {
  override readonly name = "Crash";
}

interface Write {
  readonly at: number;
  /** A truncation where absent. */
  readonly bytes?: Uint8Array;
}

/** A file's content, apart from its names. */
interface Inode {
  now: Uint8Array;
  synced: Uint8Array;
  /** Since the last sync. */
  pending: Write[];
}

/** A change of names; `to` undefined removes. */
interface Rename {
  /** Folders whose entries change. */
  readonly folders: readonly string[];
  readonly changes: readonly (readonly [path: string, to: Inode | undefined])[];
}
const REPLACED = [
  "open",
  "rename",
  "remove",
  "mkdir",
  "readDir",
  "stat",
  "lstat",
  "readTextFile",
  "readFile",
] as const;

/** A disk whose files live until {@linkcode SimulatedDisk.crash} decides what of them is left. */
export class SimulatedDisk {
  /** Operations so far. */
  operations = 0;
  /** The operation after which the power fails. */
  crashAfter = Infinity;
  #names = new Map<string, Inode>();
  #syncedNames = new Map<string, Inode>();
  #pendingNames: Rename[] = [];
  /** Folders that were made; empty ones are lost in a crash. */
  readonly #folders = new Set<string>();
  readonly #draws: Draws;

  constructor(draws: Draws) {
    this.#draws = draws;
  }

  /** Runs some code on this disk. @returns its value, or the crash that ended it. */
  async run<T>(code: () => Promise<T>): Promise<T | Crash> {
    const real = Object.fromEntries(REPLACED.map((name) => [name, Deno[name]]));
    Object.assign(Deno, this.#functions());
    try {
      return await code();
    } catch (error) {
      for (let cause = error; cause instanceof Error; cause = cause.cause) {
        if (cause instanceof Crash) return cause;
      }
      throw error;
    } finally {
      Object.assign(Deno, real);
    }
  }

  /** What the power failure leaves; the disk then goes on from there. */
  crash(): void {
    const kept = this.#pendingNames.slice(0, this.#draws.below(this.#pendingNames.length + 1));
    for (const { changes } of kept) apply(this.#syncedNames, changes);
    for (const inode of new Set([...this.#names.values(), ...this.#syncedNames.values()])) {
      let left = inode.synced;
      const whole = this.#draws.below(inode.pending.length + 1);
      for (const [i, write] of inode.pending.slice(0, whole + 1).entries()) {
        const { at, bytes } = write;
        if (i < whole) left = written(left, write);
        else if (bytes !== undefined) {
          left = written(left, { at, bytes: bytes.subarray(0, this.#draws.below(bytes.length + 1)) });
        }
      }
      Object.assign(inode, { now: left, synced: left, pending: [] });
    }
    this.#names = new Map(this.#syncedNames);
    this.#pendingNames = [];
    this.#folders.clear();
    this.crashAfter = Infinity;
  }

  /** Every operation that reaches the disk passes here: the power fails before the next one. */
  #step(): void {
    if (this.operations >= this.crashAfter) throw new Crash(`after operation ${this.operations}`);
    this.operations++;
  }

  #rename(folders: Rename["folders"], changes: Rename["changes"]): void {
    apply(this.#names, changes);
    this.#pendingNames.push({ folders, changes });
  }

  #functions(): Record<typeof REPLACED[number], unknown> {
    const inodeOf = (path: string) => {
      const inode = this.#names.get(path);
      if (inode === undefined) throw new Deno.errors.NotFound(path);
      return inode;
    };
    const stat = (path: string | URL) =>
      new Promise((resolve) => {
        const inode = this.#names.get(String(path));
        const isDirectory = inode === undefined && this.#isFolder(String(path));
        if (inode === undefined && !isDirectory) throw new Deno.errors.NotFound(String(path));
        resolve({ isFile: !isDirectory, isDirectory, isSymlink: false, size: inode?.now.length ?? 0 });
      });
    return {
      // deno-lint-ignore require-await
      open: async (path: string, options: Deno.OpenOptions = {}) => {
        if (this.#isFolder(path)) return this.#folder(path);
        if (!this.#names.has(path)) {
          if (!options.create) throw new Deno.errors.NotFound(path);
          this.#step();
          this.#rename([folderOf(path)], [[path, {
            now: new Uint8Array(),
            synced: new Uint8Array(),
            pending: [],
          }]]);
        }
        const inode = inodeOf(path);
        if (options.truncate && inode.now.length > 0) this.#write(inode, { at: 0 });
        return this.#file(inode);
      },
      // deno-lint-ignore require-await
      rename: async (from: string, to: string) => {
        this.#step();
        const under = [...this.#names].filter(([path]) => path === from || path.startsWith(`${from}/`));
        if (under.length === 0 && !this.#folders.has(from)) throw new Deno.errors.NotFound(from);
        if (this.#folders.delete(from)) this.#folders.add(to);
        this.#rename(
          [folderOf(from), folderOf(to)],
          under.flatMap(([path, inode]) => [[path, undefined], [to + path.slice(from.length), inode]]),
        );
      },
      // deno-lint-ignore require-await
      remove: async (path: string) => {
        const under = [...this.#names.keys()].filter((name) => name === path || name.startsWith(`${path}/`));
        if (under.length === 0 && !this.#folders.has(path)) throw new Deno.errors.NotFound(path);
        this.#step();
        this.#folders.delete(path);
        this.#rename([folderOf(path)], under.map((name) => [name, undefined]));
      },
      // deno-lint-ignore require-await
      mkdir: async (path: string) => {
        this.#folders.add(path);
      },
      readDir: (path: string) => this.#entries(path),
      stat,
      lstat: stat,
      readTextFile: (path: string) =>
        Promise.resolve().then(() => new TextDecoder().decode(inodeOf(path).now)),
      readFile: (path: string) => Promise.resolve().then(() => inodeOf(path).now.slice()),
    };
  }

  /** A folder is what is above a file, or was made. */
  #isFolder(path: string): boolean {
    return !this.#names.has(path) &&
      (this.#folders.has(path) || [...this.#names.keys()].some((name) => name.startsWith(`${path}/`)));
  }

  async *#entries(folder: string): AsyncGenerator<Deno.DirEntry> {
    const inside = [...this.#names.keys()].filter((path) => path.startsWith(`${folder}/`));
    for (const name of new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0]!))) {
      const isFile = this.#names.has(`${folder}/${name}`);
      yield await Promise.resolve({ name, isFile, isDirectory: !isFile, isSymlink: false });
    }
  }

  #write(inode: Inode, write: Write): void {
    this.#step();
    inode.now = written(inode.now, write);
    inode.pending.push(write);
  }

  #sync(inode: Inode): void {
    this.#step();
    Object.assign(inode, { synced: inode.now, pending: [] });
  }

  #file(inode: Inode) {
    let position = 0;
    const done = Promise.resolve();
    const close = () => {};
    return {
      read: (buffer: Uint8Array) => {
        const part = inode.now.subarray(position, position + buffer.length);
        buffer.set(part);
        position += part.length;
        return Promise.resolve(part.length === 0 ? null : part.length);
      },
      write: (bytes: Uint8Array) =>
        done.then(() => {
          this.#write(inode, { at: position, bytes: bytes.slice() });
          position += bytes.length;
          return bytes.length;
        }),
      truncate: (length = 0) => done.then(() => this.#write(inode, { at: length })),
      seek: (offset: number) => Promise.resolve(position = offset),
      sync: () => done.then(() => this.#sync(inode)),
      syncData: () => done.then(() => this.#sync(inode)),
      ...{ lock: () => done, tryLock: locked, unlockSync: () => {} },
      get writable() {
        return new WritableStream<Uint8Array>({ write: async (chunk) => void await this.write(chunk) });
      },
      close,
      [Symbol.dispose]: close,
    };
  }

  #folder(path: string) {
    const close = () => {};
    const sync = () =>
      Promise.resolve().then(() => {
        this.#step();
        const last = this.#pendingNames.findLastIndex(({ folders }) => folders.includes(path));
        for (const { changes } of this.#pendingNames.splice(0, last + 1)) apply(this.#syncedNames, changes);
      });
    return { sync, syncData: sync, tryLock: locked, close, [Symbol.dispose]: close };
  }
}

function written(content: Uint8Array, { at, bytes }: Write): Uint8Array {
  if (bytes === undefined) return content.slice(0, at);
  const next = new Uint8Array(Math.max(content.length, at + bytes.length));
  next.set(content);
  next.set(bytes, at);
  return next;
}

// deno-lint-ignore require-await
const locked = async () => true;

function apply(names: Map<string, Inode>, changes: Rename["changes"]): void {
  for (const [path, to] of changes) {
    if (to === undefined) names.delete(path);
    else names.set(path, to);
  }
}
