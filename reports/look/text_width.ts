/**
 * How wide text is, without a browser.
 *
 * Vega asks a canvas, and where there is none assumes 0.8 em per character, which wastes a third of a
 * narrow chart. The widths here are those of DejaVu Sans, the widest of the usual sans-serif fonts, rounded
 * up by class of character: labels never run out of the room that they are given.
 * @module
 */
import * as vega from "vega";

const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!I()\\[\]\/ ]/, 0.4],
  [/[frt\-"*°²]/, 0.5],
  [/[mwMW@%]/, 0.98],
  [/[A-Z×−+=<>~∞]/, 0.74],
];

/** Width of a line of text in pixels, an upper estimate. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const char of text) ems += CLASSES.find(([pattern]) => pattern.test(char))?.[1] ?? 0.64;
  return ems * fontSize;
}

/** Makes Vega lay out text by {@linkcode textWidth}, for as long as the process runs. */
export function measureTextWithoutCanvas(): void {
  const metrics =
    (vega as unknown as { textMetrics: { width: (item: TextItem, text?: string) => number } }).textMetrics;
  metrics.width = (item, text) =>
    textWidth(String(text ?? item.text ?? ""), item.fontSize ?? 11) * (item.fontWeight === "bold" ? 1.1 : 1);
}

interface TextItem {
  readonly text?: string;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}
