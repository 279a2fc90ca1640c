/**
 * The seal of a stored line, and the chain of a file's seals.
 *
 * A line is the canonical JSON of an entry with two more fields at its end: `prev`, the seal of the line before it in
 * its file, and `sha256`, its own seal, the hash of that JSON followed by `prev`. A flipped bit, a hand edit or a
 * half-copied file shows as a seal that does not match; a line that was deleted, moved or repeated shows as one that
 * does not follow. Lines of older versions have no `prev`: their seal is the hash of the JSON alone.
 * @module
 */
import { createHash } from "node:crypto";
import { canonicalJson, sha256 } from "./canonical.ts";
import { StoreError } from "./store_error.ts";

/** What the first line of a file carries as the seal before it. */
export const FIRST_SEAL = "0".repeat(64);

/** A line as it is stored, without newline. */
export interface SealedLine {
  readonly line: string;
  /** For the next line. */
  readonly seal: string;
}

/**
 * The line that stores an entry.
 *
 * @param previous Seal of the line before it.
 * @throws {TypeError} if the entry holds NaN or anything else that JSON cannot.
 */
export function sealLine(entry: object, previous: string = FIRST_SEAL): SealedLine {
  const text = canonicalJson(entry);
  const seal = sha256(text + previous);
  return { line: `${text.slice(0, -1)},"prev":"${previous}","sha256":"${seal}"}`, seal };
}

/** An entry, whose seal is right. */
export interface OpenedLine {
  readonly entry: Readonly<Record<string, unknown>>;
  /** sha256 of the entry's canonical JSON, wherever in a file it stands. */
  readonly hash: string;
  /** Its own seal, which the next line carries. */
  readonly seal: string;
  /** The seal that it carries of the line before it; none in lines of older versions. */
  readonly previous: string | undefined;
}

/** The lines of one file, from the first on. */
export class LineChain {
  #last = FIRST_SEAL;
  #chained = false;

  /** Seal of the last line, which the next one is to carry. */
  get last(): string {
    return this.#last;
  }

  /**
   * Reads the next line.
   *
   * @throws {StoreError} with `where` (file:line), if it was changed, or is not the one that follows.
   */
  open(line: Uint8Array, where: string): OpenedLine {
    const opened = openLine(line, where);
    if (!this.follows(opened)) {
      throw new StoreError(
        `${where}: the line does not follow the one before it: lines were deleted, moved or repeated: ${CURE}`,
      );
    }
    this.take(opened);
    return opened;
  }

  /** Whether a line may stand here. */
  follows({ previous }: OpenedLine): boolean {
    return previous === undefined ? !this.#chained : previous === this.#last;
  }

  /** Goes on after a line. */
  take({ previous, seal }: Pick<OpenedLine, "previous" | "seal">): void {
    this.#chained ||= previous !== undefined;
    this.#last = seal;
  }
}

/** What to do about a file that cannot be trusted. */
export const CURE = "restore the file from a copy, or set aside what cannot be read with deno task repair";

/** Reads one line, wherever it stands. @throws {StoreError} with `where` (file:line), if it was changed. */
export function openLine(line: Uint8Array, where: string): OpenedLine {
  return openAsWritten(line) ?? openAnyhow(line, where);
}

/** A line as {@linkcode sealLine} wrote it; `undefined` for any other. */
function openAsWritten(line: Uint8Array): OpenedLine | undefined {
  const [, previous, stored] = END.exec(decoder.decode(line.subarray(-SEAL_BYTES))) ?? [];
  if (previous === undefined) return undefined;
  const content = line.subarray(0, -SEAL_BYTES);
  const hashes = hashLine(content, "}", previous);
  if (hashes.seal !== stored) return undefined;
  const entry = parseObject(decoder.decode(content) + "}"); // without its end: taking fields out of objects is slow
  return entry === undefined ? undefined : { entry, previous, ...hashes };
}

const END = /^,"prev":"([0-9a-f]{64})","sha256":"([0-9a-f]{64})"\}$/;

/** A line of an older version, or one whose fields stand in another order. */
function openAnyhow(line: Uint8Array, where: string): OpenedLine {
  const { prev, sha256: stored, ...entry } = parse(line, where);
  const previous = typeof prev === "string" ? prev : undefined;
  const asWritten = hashLine(
    line.subarray(0, -(previous === undefined ? OLD_SEAL_BYTES : SEAL_BYTES)),
    "}",
    previous,
  );
  if (asWritten.seal === stored) return { entry, previous, ...asWritten };
  const found = hashLine(canonicalText(entry, where), "", previous);
  if (found.seal === stored) return { entry, previous, ...found };
  throw new StoreError(
    `${where}: the line was changed after it was written (stored sha256 ${
      stored ?? "missing"
    }, content ${found.seal}): ${CURE}`,
  );
}

/** JSON may hold numbers that are too large for any float. */
function canonicalText(entry: object, where: string): string {
  try {
    return canonicalJson(entry);
  } catch (error) {
    throw new StoreError(`${where}: ${(error as Error).message}: ${CURE}`);
  }
}

/** Bytes of `,"sha256":"…"}`, with which a line ends. */
const OLD_SEAL_BYTES = 11 + 64 + 2;
/** Bytes of `,"prev":"…","sha256":"…"}`. */
const SEAL_BYTES = 9 + 64 + 1 + OLD_SEAL_BYTES;

function hashLine(
  text: string | Uint8Array,
  end: string,
  previous: string | undefined,
): { hash: string; seal: string } {
  const content = createHash("sha256").update(text).update(end);
  if (previous === undefined) {
    const hash = content.digest("hex");
    return { hash, seal: hash };
  }
  return { hash: content.copy().digest("hex"), seal: content.update(previous).digest("hex") };
}

function parse(line: Uint8Array, where: string): Record<string, unknown> {
  const text = decoder.decode(line);
  const found = parseObject(text);
  if (found !== undefined) return found;
  const isJson = parseJson(text) !== undefined;
  throw new StoreError(
    isJson
      ? `${where}: ${excerpt(text)} is not an object: ${CURE}`
      : `${where}: not JSON (${excerpt(text)}): ${CURE}`,
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : undefined;
}

/** `undefined`, which no JSON is, for anything else. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const decoder = new TextDecoder();

function excerpt(line: string): string {
  return JSON.stringify(line.length > 40 ? line.slice(0, 40) + "…" : line);
}
