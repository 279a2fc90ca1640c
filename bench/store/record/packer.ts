/**
 * Records in little memory: what they have in common is held once, and samples lie side by side in typed arrays.
 *
 * A packed record reads like any other and gives equal copies of its metrics, fresh ones each time. A million of two
 * kilobytes each take one gigabyte, of which the garbage collector looks at a third.
 * @module
 */
import type { BenchRecord, Metric } from "./record.ts";
import { type Outline, Outlines } from "./outline.ts";

/** What a packed record hides. */
interface Packed {
  readonly hash: string;
  readonly metrics: Outline;
  readonly timings: Outline;
  /** The values of the metrics, then those of the timings. */
  readonly block: Float64Array;
  /** Index of the first of them. */
  readonly start: number;
}

const PACKED = Symbol("packed");

/** What the records of one cell have in common over seeds, as far as it was seen. */
interface Cell {
  readonly fields: Pick<BenchRecord, "experiment" | "model" | "estimator" | "options">;
  readonly metrics: Outlines;
  readonly timings: Outlines;
}

/** Values of one block; longer lists get one of their own. */
const BLOCK = 2 ** 16;

/** Packs the records of one or several stores. */
export class RecordPacker {
  readonly #texts = new Map<string, string>();
  readonly #objects = new Map<string, unknown>();
  readonly #cells = new Map<string, Cell>();
  #block = new Float64Array(BLOCK);
  #used = 0;

  /** The record, packed. @param hash What `recordHash` is to say of it. */
  pack(record: BenchRecord, hash: string): BenchRecord {
    const { schema, id, run, code, attempt, dataset, seed, status, reason, environment } = record;
    const { metrics, timings } = record;
    const cell = this.#cell(record);
    const { experiment, model, estimator, options } = cell.fields;
    const packed: Partial<BenchRecord> = {
      schema,
      id,
      experiment,
      model,
      estimator,
      options,
      seed,
      status,
      run: this.#text(run),
      dataset: this.#object(dataset),
      environment: this.#text(environment),
    };
    if (code !== undefined) packed.code = this.#object(code);
    if (attempt !== undefined) packed.attempt = this.#text(attempt);
    if (reason !== undefined) packed.reason = this.#text(reason);
    const { block, start } = this.#store(metrics, timings);
    const hidden: Packed = {
      hash,
      metrics: cell.metrics.of(metrics),
      timings: cell.timings.of(timings),
      block,
      start,
    };
    Object.defineProperty(packed, PACKED, { value: hidden });
    Object.defineProperty(packed, "metrics", METRICS);
    return Object.defineProperty(packed, "timings", TIMINGS) as BenchRecord;
  }

  #cell({ experiment, model, estimator, options }: BenchRecord): Cell {
    const key = `${experiment}\n${model}\n${estimator}\n${JSON.stringify(options)}`;
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const fields = { experiment, model, estimator, options: Object.freeze(options) };
    const cell = { fields, metrics: new Outlines(), timings: new Outlines() };
    this.#cells.set(key, cell);
    return cell;
  }

  #text(text: string): string {
    const known = this.#texts.get(text);
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }

  #object<T extends object>(object: T): T {
    const key = JSON.stringify(object);
    const known = this.#objects.get(key);
    if (known === undefined) this.#objects.set(key, Object.freeze(object));
    return known as T | undefined ?? object;
  }

  #store(...lists: readonly (readonly Metric[])[]): Pick<Packed, "block" | "start"> {
    let size = 0;
    for (const metrics of lists) for (const { values } of metrics) size += values.length;
    const { block, start } = this.#room(size);
    let at = start;
    for (const metrics of lists) {
      for (const { values } of metrics) {
        for (let i = 0; i < values.length; i++) block[at++] = values[i] as number;
      }
    }
    return { block, start };
  }

  #room(size: number): Pick<Packed, "block" | "start"> {
    if (size > BLOCK / 8) return { block: new Float64Array(size), start: 0 };
    if (this.#used + size > BLOCK) [this.#block, this.#used] = [new Float64Array(BLOCK), 0];
    const start = this.#used;
    this.#used += size;
    return { block: this.#block, start };
  }
}

/** The hash that a record was packed with. */
export function packedHash(record: BenchRecord): string | undefined {
  return packedOf(record)?.hash;
}

/**
 * Metrics of a name, whatever layer and block, from `metrics` and `timings` alike; of a packed record, only these are
 * unpacked.
 */
export function metricsNamed(record: BenchRecord, name: string): Metric[] {
  const packed = packedOf(record);
  if (packed === undefined) {
    return [record.metrics, record.timings].flatMap((all) => all.filter((metric) => metric.name === name));
  }
  const { metrics, timings, block, start } = packed;
  const found: Metric[] = [];
  metrics.unpackNamed(name, block, start, found);
  timings.unpackNamed(name, block, start + metrics.size, found);
  return found;
}

function packedOf(record: BenchRecord): Packed | undefined {
  return (record as { readonly [PACKED]?: Packed })[PACKED];
}

const METRICS = {
  enumerable: true,
  get(this: { readonly [PACKED]: Packed }): Metric[] {
    const { metrics, block, start } = this[PACKED];
    return metrics.unpack(block, start);
  },
};
const TIMINGS = {
  enumerable: true,
  get(this: { readonly [PACKED]: Packed }): Metric[] {
    const { metrics, timings, block, start } = this[PACKED];
    return timings.unpack(block, start + metrics.size);
  },
};
