/**
 * Memory of a captured computation on the backend's heap, that tfjs neither moves nor frees.
 *
 * Replays run one at a time and keep nothing from one to the next, so captures share regions of the heap.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { WasmBackend } from "../wasm/heap.ts";
import type { Plan } from "./plan.ts";
import type { Slot } from "./raw_calls.ts";
import { CaptureError, type Operand, type Trace } from "./trace.ts";

/** A larger step spends its time in kernels, and the memory is worth more to others. */
const MOST_BYTES = 2 ** 29;
/** All regions together: estimators that are timed side by side each have a capture. */
const MOST_TOGETHER = 2 ** 30;

/** A piece of the heap. */
interface Region {
  readonly address: number;
  readonly bytes: number;
  users: number;
}

const regions = new WeakMap<WasmBackend, Set<Region>>();

/** The blocks of a trace at their places. */
export class Arena {
  readonly #backend: WasmBackend;
  readonly #region: Region;
  readonly #dataIds: readonly tf.DataId[];
  readonly #own: readonly tf.DataId[];
  readonly #constants: readonly (readonly [values: Uint8Array, address: number])[];
  /** Address of every block. */
  readonly addresses: readonly number[];

  /**
   * @throws CaptureError where it would be too large.
   * @throws BackendError where the heap has no room.
   */
  constructor(backend: WasmBackend, { blocks }: Pick<Trace, "blocks">, { offsets, bytes }: Plan) {
    this.#backend = backend;
    const region = this.#region = take(backend, bytes);
    const start = Math.ceil(region.address / 64) * 64;
    const own: tf.DataId[] = [];
    this.#dataIds = blocks.map(({ kind, dataId, shape, dtype }, i) => {
      if (kind === "outside") return dataId;
      const id = backend.dataIdNextNumber++;
      const placed = { id };
      const memoryOffset = start + offsets[i]!;
      backend.dataIdMap.set(placed, { id, memoryOffset, shape, dtype, refCount: 1 });
      backend.wasm.tfjs.registerTensor(id, tf.util.sizeFromShape([...shape]), memoryOffset);
      own.push(placed);
      return placed;
    });
    this.#own = own;
    this.addresses = this.#dataIds.map((dataId) => backend.dataIdMap.get(dataId).memoryOffset);
    this.#constants = blocks.flatMap(({ values }, i) =>
      values === undefined ? [] : [[values, this.addresses[i]!] as const]
    );
  }

  /** The tensor of an operand, as kernels take it. */
  info({ block, shape, dtype }: Operand): tf.TensorInfo {
    return { dataId: this.#dataIds[block]!, shape: [...shape], dtype };
  }

  /** Where an operand lies. */
  slot({ block, shape, dtype }: Operand): Slot {
    const length = tf.util.sizeFromShape([...shape]);
    return { dtype: dtype as Slot["dtype"], at: this.addresses[block]!, length };
  }

  /** An operand's values, now; the view lives until anything else runs. */
  values(operand: Operand): tf.TypedArray {
    const heap = this.#backend.wasm.HEAPU8.buffer;
    const { dtype, at, length } = this.slot(operand);
    if (dtype === "float32") return new Float32Array(heap, at, length);
    return dtype === "int32" ? new Int32Array(heap, at, length) : new Uint8Array(heap, at, length);
  }

  /** Puts the constants in their places, which others may have used. */
  writeConstants(): void {
    const heap = this.#backend.wasm.HEAPU8;
    for (const [values, address] of this.#constants) heap.set(values, address);
  }

  /** Whether a tensor of the backend's lies where it lay. */
  holds(block: number): boolean {
    const { dataIdMap } = this.#backend;
    const dataId = this.#dataIds[block]!;
    return dataIdMap.has(dataId) && dataIdMap.get(dataId).memoryOffset === this.addresses[block];
  }

  /** Frees it. */
  dispose(): void {
    for (const dataId of this.#own) {
      this.#backend.wasm.tfjs.disposeData(this.#backend.dataIdMap.get(dataId).id);
      this.#backend.dataIdMap.delete(dataId);
    }
    if (--this.#region.users > 0) return;
    regions.get(this.#backend)?.delete(this.#region);
    this.#backend.wasm._free(this.#region.address);
  }
}

function take(backend: WasmBackend, bytes: number): Region {
  const mebibytes = (count: number) => `${Math.ceil(count / 2 ** 20)} MiB`;
  const smaller = "a smaller batch or fewer samples would fit";
  if (bytes > MOST_BYTES) {
    throw new CaptureError(
      `its arena would take ${mebibytes(bytes)}, at most ${mebibytes(MOST_BYTES)} are: ${smaller}`,
    );
  }
  const all = regions.get(backend) ?? new Set();
  regions.set(backend, all);
  const wanted = bytes + 64;
  const fitting = [...all].filter((region) => region.bytes >= wanted);
  let region = fitting.sort((a, b) => a.bytes - b.bytes)[0];
  if (region === undefined) {
    const others = [...all].reduce((sum, other) => sum + other.bytes, 0);
    if (others + wanted > MOST_TOGETHER) {
      throw new CaptureError(
        `its arena would take ${mebibytes(bytes)} beside ${mebibytes(others)} of other captures, at most ` +
          `${mebibytes(MOST_TOGETHER)} are: ${smaller}`,
      );
    }
    region = { address: backend.wasm._malloc(wanted), bytes: wanted, users: 0 };
  }
  region.users++;
  all.add(region);
  return region;
}
