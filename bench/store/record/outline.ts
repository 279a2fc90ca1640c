/**
 * What a list of metrics is without its values, held once for all records that share it.
 * @module
 */
import type { Metric } from "./record.ts";

/** A metric's fields, and how many values it has. */
interface Item {
  readonly fields: Omit<Metric, "values">;
  /** Names in `fields.at`, in order. */
  readonly coordinates: readonly string[];
  readonly length: number;
}

/** A list of metrics without values. */
export class Outline {
  /** Number of all values. */
  readonly size: number;
  readonly #items: readonly Item[];

  /** That of some metrics. */
  constructor(metrics: readonly Metric[]) {
    this.#items = metrics.map(({ values, ...fields }) => {
      if (fields.at !== undefined) Object.freeze(fields.at);
      return { fields, coordinates: Object.keys(fields.at ?? {}), length: values.length };
    });
    this.size = metrics.reduce((sum, { values }) => sum + values.length, 0);
  }

  /** Whether it is that of some metrics too, to the last bit. */
  fits(metrics: readonly Metric[]): boolean {
    const items = this.#items;
    if (metrics.length !== items.length) return false;
    for (let i = 0; i < items.length; i++) {
      const { fields, coordinates, length } = items[i] as Item;
      const { name, unit, layer, block, at, values } = metrics[i] as Metric;
      const same = values.length === length && name === fields.name && unit === fields.unit &&
        layer === fields.layer && block === fields.block;
      if (!same || !samePlace(coordinates, fields.at, at)) return false;
    }
    return true;
  }

  /** The metrics, with values from a block on from `start`. */
  unpack(block: Float64Array, start: number): Metric[] {
    let at = start;
    return this.#items.map(({ fields, length }) => {
      at += length;
      return withValues(fields, block, at - length, at);
    });
  }

  /** Adds those of a name to a list. */
  unpackNamed(name: string, block: Float64Array, start: number, found: Metric[]): void {
    let at = start;
    for (const { fields, length } of this.#items) {
      if (fields.name === name) found.push(withValues(fields, block, at, at + length));
      at += length;
    }
  }
}

/** Outlines that a cell remembers: with more of them, looking takes longer than they save. */
const MOST = 64;

/** The outlines of one cell. */
export class Outlines {
  readonly #known: Outline[] = [];

  /** The outline of some metrics: a known one that fits, or a new one. */
  of(metrics: readonly Metric[]): Outline {
    for (const outline of this.#known) if (outline.fits(metrics)) return outline;
    const fresh = new Outline(metrics);
    if (this.#known.length < MOST) this.#known.push(fresh);
    return fresh;
  }
}

function samePlace(coordinates: readonly string[], known: Metric["at"], at: Metric["at"]): boolean {
  if (known === undefined || at === undefined) return known === at;
  let i = 0;
  for (const name in at) {
    if (name !== coordinates[i++] || !Object.is(at[name], known[name])) return false;
  }
  return i === coordinates.length;
}

function withValues(
  { name, unit, layer, block, at }: Omit<Metric, "values">,
  from: Float64Array,
  start: number,
  end: number,
): Metric {
  const values = new Array<number>(end - start); // a list that grows takes twice the time, and up to 16 places too many
  for (let i = start; i < end; i++) values[i - start] = from[i] as number;
  const metric: Metric = { name, unit, values };
  if (layer !== undefined) metric.layer = layer;
  if (block !== undefined) metric.block = block;
  if (at !== undefined) metric.at = at;
  return metric;
}
