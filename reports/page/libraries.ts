/**
 * The scripts that the page carries inside itself: Vega, Vega-Lite, vega-embed and our own few lines.
 * @module
 */
import interactive from "./interactive.js" with { type: "text" };
import tables from "./tables.js" with { type: "text" };

const LIBRARIES: readonly (readonly [string, string])[] = [
  ["vega", "build/vega.min.js"],
  ["vega-lite", "build/vega-lite.min.js"],
  ["vega-embed", "build/vega-embed.min.js"],
];

/**
 * Source texts in the order in which they run.
 *
 * Permissions: read on node_modules.
 *
 * @throws {Error} if a text could end its own script element or start a comment in it.
 */
export async function readScripts(): Promise<string[]> {
  const libraries = await Promise.all(
    LIBRARIES.map(([name, path]) => Deno.readTextFile(new URL(path, packageRoot(name)))),
  );
  // Source maps are not shipped, so their comment would only send a debugger looking.
  const scripts = [...libraries, interactive, tables].map((text) =>
    text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n")
  );
  for (const [i, text] of scripts.entries()) {
    if (/<\/script|<!--|\r/i.test(text)) {
      throw new Error(
        `script ${i} of the report cannot be inlined: it holds a script end, a comment or a CR`,
      );
    }
  }
  return scripts;
}

/** Folder of an installed package. */
export function packageRoot(name: string): URL {
  const entry = import.meta.resolve(name);
  const folder = `node_modules/${name}/`;
  return new URL(entry.slice(0, entry.lastIndexOf(folder) + folder.length));
}
