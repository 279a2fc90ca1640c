/**
 * Whether metrics are as their schema wants them, without the schema: a store holds millions, nearly all of them right.
 * @module
 */

/** Whether it is a list of metrics. */
export function isMetricList(input: unknown): boolean {
  return Array.isArray(input) && input.every(isMetric);
}

function isMetric(input: unknown): boolean {
  if (typeof input !== "object" || input === null) return false;
  for (const field in input) if (!METRIC_FIELDS.has(field)) return false;
  const { name, unit, layer, block, at, values } = input as Record<string, unknown>;
  return typeof name === "string" && typeof unit === "string" && isFiniteList(values) &&
    (layer === undefined ? !("layer" in input) : typeof layer === "string") &&
    (block === undefined ? !("block" in input) : typeof block === "string") &&
    (at === undefined ? !("at" in input) : isPlace(at));
}

const METRIC_FIELDS: ReadonlySet<string> = new Set(["name", "unit", "layer", "block", "at", "values"]);

function isPlace(at: unknown): boolean {
  if (typeof at !== "object" || at === null || Array.isArray(at)) return false;
  for (const name in at) {
    const value = (at as Record<string, unknown>)[name];
    if (typeof value !== "string" && !Number.isFinite(value)) return false;
  }
  return true;
}

/** Whether it is a list of finite numbers. */
export function isFiniteList(input: unknown): boolean {
  return Array.isArray(input) && input.every(Number.isFinite);
}
