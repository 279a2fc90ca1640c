/**
 * A figure's two specifications as JSON that the page's script reads, with the data that they share once.
 * @module
 */
import { h } from "hastscript";
import type { Figure } from "./blocks.ts";
import type { Element } from "./inlines.ts";

/** What both layouts have in common, and what is left of each. */
export interface SharedSpecs {
  /** Top-level properties that are alike in both. */
  readonly both: Readonly<Record<string, unknown>>;
  readonly wide: Readonly<Record<string, unknown>>;
  readonly narrow: Readonly<Record<string, unknown>>;
}

/**
 * Divides two specifications into what they share and what they do not: the data, most of the bytes, are shared.
 *
 * @example
 * ```ts
 * import { sharedSpecs } from "./specs_element.ts";
 *
 * const { both, wide } = sharedSpecs({ data: [1], width: 9 }, { data: [1], width: 3 });
 * console.assert("data" in both && !("data" in wide) && wide["width"] === 9);
 * ```
 */
export function sharedSpecs(wide: object, narrow: object): SharedSpecs {
  const other = new Map(Object.entries(narrow).map(([name, value]) => [name, JSON.stringify(value)]));
  const alike = (name: string, value: unknown) => other.get(name) === JSON.stringify(value);
  const both = Object.fromEntries(Object.entries(wide).filter(([name, value]) => alike(name, value)));
  const rest = (spec: object) => Object.fromEntries(Object.entries(spec).filter(([name]) => !(name in both)));
  return { both, wide: rest(wide), narrow: rest(narrow) };
}

/** The element; `<` is escaped, and no text can end it. */
export function specsElement({ name, wide, narrow }: Figure): Element {
  const specs = sharedSpecs(wide.spec as object, narrow.spec as object);
  return h(
    "script",
    { type: "application/json", id: `spec-${name}` },
    JSON.stringify(specs).replaceAll("<", "\\u003c"),
  );
}
