/**
 * A checkpoint's file: one line of JSON that says whose it is, with the sha256 of that and of all that follows; a line
 * of JSON with the kept data and the lengths of their arrays; then the arrays' bytes, little-endian float32.
 * @module
 */
import { createHash } from "node:crypto";
import type { KeptState } from "./checkpoints.ts";

/** Whose a checkpoint is. It is taken up only where all of it is the same. */
export interface CheckpointOwner {
  /** Name of the job. */
  readonly job: string;
  /** Id of the run. */
  readonly run: string;
  /** Id of the code. */
  readonly code: string;
  /** What the numbers depend on beside code: the arithmetic, or for a job that is timed the whole environment. */
  readonly machine: string;
}

interface Header extends CheckpointOwner {
  readonly checkpoint: typeof VERSION;
  readonly sha256: string;
}

/** Names with their data, and their arrays' names with lengths, in the order of the bytes. */
type Index =
  readonly (readonly [name: string, data: unknown, arrays: readonly [name: string, length: number][]])[];

const VERSION = 1;

/** The bytes of a checkpoint's file. */
export function encodeCheckpoint(owner: CheckpointOwner, states: ReadonlyMap<string, KeptState>): Uint8Array {
  const arrays = [...states.values()].flatMap((state) => Object.values(state.arrays ?? {}));
  const index: Index = [...states].map(([name, state]) => [
    name,
    state.data,
    Object.entries(state.arrays ?? {}).map(([own, { length }]) => [own, length]),
  ]);
  const payload = [
    line(index),
    ...arrays.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  ];
  const header: Header = { checkpoint: VERSION, ...owner, sha256: hashOf(owner, payload) };
  return concatenate([line(header), ...payload]);
}

/** What a file keeps, or in words why it is not taken up. */
export function decodeCheckpoint(bytes: Uint8Array, owner: CheckpointOwner): Map<string, KeptState> | string {
  const [header, payload] = firstLine(bytes);
  const { checkpoint, sha256, ...found } = parsed(header) as Partial<Header>;
  if (checkpoint !== VERSION || sha256 !== hashOf(found, [payload])) return "it is damaged";
  if (found.job !== owner.job) return `it is of job "${found.job}"`;
  if (found.run !== owner.run) return `it is of run ${found.run?.slice(0, 12)}`;
  if (found.code !== owner.code) return "other code made it";
  if (found.machine !== owner.machine) return "another machine made it";
  const [index, data] = firstLine(payload);
  let offset = 0;
  const next = (length: number) => new Float32Array(data.slice(offset, offset += 4 * length).buffer);
  return new Map(
    (parsed(index) as Index).map(([name, state, arrays]) => [name, {
      data: state,
      arrays: Object.fromEntries(arrays.map(([own, length]) => [own, next(length)])),
    }]),
  );
}

/** Of the line that names the owner, then the payload. */
function hashOf(owner: Partial<CheckpointOwner>, payload: readonly Uint8Array[]): string {
  const hash = createHash("sha256").update(line(owner));
  for (const part of payload) hash.update(part);
  return hash.digest("hex");
}

/** Before a number that JSON has no text for, or another number's. */
const MARK = "\0number ";

function isBeyondJson(part: unknown): part is number {
  return typeof part === "number" && (!Number.isFinite(part) || Object.is(part, -0));
}

function signed(number: number): string {
  return Object.is(number, -0) ? "-0" : `${number}`;
}

function line(value: unknown): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(value, (_, part) => isBeyondJson(part) ? `${MARK}${signed(part)}` : part);
  return new TextEncoder().encode(text + "\n");
}

function firstLine(bytes: Uint8Array): [line: Uint8Array, rest: Uint8Array] {
  const end = bytes.indexOf("\n".charCodeAt(0)) + 1;
  return [bytes.subarray(0, end), bytes.subarray(end)];
}

/** A damaged header has no fields. */
function parsed(bytes: Uint8Array): object {
  try {
    const text = new TextDecoder().decode(bytes);
    const revive = (_: string, part: unknown) =>
      typeof part === "string" && part.startsWith(MARK) ? Number(part.slice(MARK.length)) : part;
    return Object(JSON.parse(text, revive));
  } catch {
    return {};
  }
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
