/**
 * Vega-Lite specification to SVG text, in plain Deno: no browser, no canvas, the same bytes every time.
 * @module
 */
import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import { darkReplacements } from "./styles.ts";
import { measureTextWithoutCanvas } from "./text_width.ts";

/** A drawn chart. */
export interface Rendered {
  readonly svg: string;
  /** What Vega-Lite's compiler and Vega had to say; a good chart gets none. */
  readonly warnings: readonly string[];
}

/**
 * Draws a specification.
 *
 * @param prefix makes the ids inside the SVG unique on a page that shows several.
 *
 * @example
 * ```ts
 * import { renderSpec } from "./render.ts";
 *
 * const spec = { data: { values: [{ x: 1 }] }, mark: "point" as const };
 * const { svg, warnings } = await renderSpec(spec, "demo");
 * console.assert(svg.startsWith("<svg") && warnings.length === 0);
 * ```
 */
export async function renderSpec(spec: TopLevelSpec, prefix: string): Promise<Rendered> {
  measureTextWithoutCanvas();
  const warnings: string[] = [];
  const logger = collectingLogger(warnings);
  const compiled = compile(spec, { logger }).spec;
  const runtime = vega.parse(compiled, undefined, { ast: true });
  const view = new vega.View(runtime, { renderer: "none", expr: expressionInterpreter, logger });
  try {
    return { svg: lean(uniqueIds(await view.toSVG(), prefix)), warnings };
  } finally {
    view.finalize();
  }
}

/** An SVG file that stands alone: legible on light and on dark pages, with the rules of the colours that it has. */
export function standaloneSvg(svg: string): string {
  const dark = darkReplacements().filter(([from]) => svg.includes(`"${from}"`))
    .map(([from, to]) => `[fill="${from}"]{fill:${to}}[stroke="${from}"]{stroke:${to}}`)
    .join("");
  const style =
    `<style>svg{color:#1c2024}@media (prefers-color-scheme:dark){svg{color:#e6e6e6}${dark}}</style>`;
  return svg.replace(/^<svg[^>]*>/, (open) => open + style) + "\n";
}

/** Half the bytes: a page shows a drawing as one image, so that its parts need no roles, and a file's digits have an end. */
function lean(svg: string): string {
  return svg
    .replaceAll(/ (role|aria-[a-z]+)="[^"]*"| pointer-events="none"| opacity="1"/g, "")
    .replaceAll(/<path class="foreground" d=""(?: display="none")?\/>/g, "")
    .replaceAll(
      / (?:d|transform|x2|y2|x|y|width|height)="[^"]*"/g,
      (own) => own.replaceAll(/(\.\d{3})\d+/g, "$1"),
    );
}

/** Vega numbers clip paths over all charts of a process; here they start anew for each. */
function uniqueIds(svg: string, prefix: string): string {
  const names = new Map<string, string>();
  for (const [, id = ""] of svg.matchAll(/ id="([^"]+)"/g)) {
    if (!names.has(id)) names.set(id, `${prefix}-${names.size + 1}`);
  }
  return svg
    .replace(/ id="([^"]+)"/g, (_, id: string) => ` id="${names.get(id)}"`)
    .replace(/url\(#([^)]+)\)/g, (_, id: string) => `url(#${names.get(id) ?? id})`);
}

function collectingLogger(warnings: string[]): vega.LoggerInterface {
  const keep = (...args: readonly unknown[]) => {
    warnings.push(args.map(String).join(" "));
    return logger;
  };
  const ignore = () => logger;
  const logger = { level: () => logger, error: keep, warn: keep, info: ignore, debug: ignore };
  return logger as unknown as vega.LoggerInterface;
}
