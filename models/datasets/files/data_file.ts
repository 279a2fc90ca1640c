/**
 * A published file by its fingerprint, and the one place where bytes are compared with it.
 * @module
 */
import { crypto } from "./platform.ts";
import { DataError } from "../types.ts";

/** A file as its publisher distributes it. */
export interface DataFile {
  /** Its name, without a folder. */
  readonly name: string;
  /** In bytes, where it is known. */
  readonly size?: number;
  /** Hex; at least one of the two hashes is given. */
  readonly sha256?: string;
  /** Hex; for files whose publisher states nothing better. */
  readonly md5?: string;
  /** Addresses to try in turn; none where the file cannot be downloaded. */
  readonly urls: readonly string[];
}

/** The files of one data set. */
export interface FileSet {
  /** The data set's name on the command line; also its folder in the cache. */
  readonly name: string;
  /** Its folder inside a data folder, where it differs from the name. @default name */
  readonly folder?: string;
  /** The files, in the order in which they are fetched. */
  readonly files: readonly DataFile[];
}

/** What bytes were found to be. */
export interface Fingerprint {
  readonly size: number;
  readonly sha256: string;
  readonly md5: string;
}

/** Fingerprints a stream of chunks. */
export class Fingerprinter {
  readonly #sha256 = crypto.createHash("sha256");
  readonly #md5 = crypto.createHash("md5");
  #size = 0;

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** Takes the next chunk. */
  update(chunk: Uint8Array): this {
    this.#sha256.update(chunk);
    this.#md5.update(chunk);
    this.#size += chunk.length;
    return this;
  }

  /** The fingerprint of all chunks; call it once. */
  digest(): Fingerprint {
    return { size: this.#size, sha256: this.#sha256.digest("hex"), md5: this.#md5.digest("hex") };
  }
}

/**
 * Says how a file differs from the published one.
 *
 * @returns one clause with the expected and the found size and hash, or undefined where they agree
 * @throws {TypeError} where the file has no hash to compare with
 */
export function mismatch(set: FileSet, file: DataFile, found: Fingerprint): string | undefined {
  const kind = file.sha256 === undefined ? "md5" : "sha256";
  const wanted = file[kind];
  if (wanted === undefined) throw new TypeError(`${file.name} has no hash to verify it with`);
  if (found[kind] === wanted && (file.size ?? found.size) === found.size) return undefined;
  const other = set.files.find((candidate) => candidate !== file && candidate[kind] === found[kind]);
  const disguise = other === undefined ? "" : `, which is ${other.name}`;
  const truncated = file.size !== undefined && found.size < file.size && !other ? ", perhaps truncated" : "";
  return `expected ${describe(file)}, found ${found.size} bytes, ${kind} ${
    found[kind]
  }${disguise}${truncated}`;
}

/** A file's expected size and hash, for messages. */
export function describe(file: DataFile): string {
  const hash = file.sha256 === undefined ? `md5 ${file.md5}` : `sha256 ${file.sha256}`;
  return file.size === undefined ? hash : `${file.size} bytes, ${hash}`;
}

/**
 * The identity of a data set made of files: a hash of their names and contents.
 *
 * @param files names with hex sha256, in any order
 */
export function identity(files: readonly { readonly name: string; readonly sha256: string }[]): string {
  const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).sort();
  return crypto.createHash("sha256").update(lines.join("")).digest("hex");
}

/**
 * A file of a set by name.
 *
 * @throws {DataError} where the set has none of that name
 */
export function fileOf(set: FileSet, name: string): DataFile {
  const file = set.files.find((candidate) => candidate.name === name);
  if (file === undefined) throw new DataError(`${set.name} has no file ${name}`);
  return file;
}
