/**
 * Compiles the AssemblyScript sources in `assembly/`.
 *
 * The compiler takes 100 MB and only who changes a kernel needs it, so it is no dependency of the project: the
 * configuration `compiler.json` has it, with a lock of its own, and processes that compile are started with that.
 * @module
 */

/** Folder of the sources. */
const folder = new URL("./assembly/", import.meta.url);

// No runtime and imported memory: the module works on the heap of tfjs. SIMD of 128 bits only, whose
// results the standard fixes to the bit; those of relaxed SIMD it does not.
const options = [
  ...["--runtime", "stub", "--importMemory", "--noAssert", "-O3", "--enable", "simd"],
  ...["--outFile", "module.wasm", "--textFile", "module.wat"],
];

/** The compiler's main export, as far as it is used. */
interface Compiler {
  main(args: readonly string[], files: {
    readonly readFile: (name: string) => string | null;
    readonly writeFile: (name: string, contents: string | Uint8Array) => void;
    readonly listFiles: () => string[];
    readonly stderr: { readonly write: (chunk: string) => void };
  }): Promise<{ readonly error: Error | null }>;
}

/** By a name that only `compiler.json` resolves. */
const COMPILER: string = "assemblyscript/asc";

/** A compiled module, as bytes and as text. */
export interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

/**
 * The kernel module, from its sources: about a second of work, and the same bytes every time.
 *
 * @throws Error with the compiler's own words, or where the module would need static data, which would
 * overwrite the heap it is put on.
 */
export async function compileKernels(): Promise<Compiled> {
  const written = new Map<string, string | Uint8Array>();
  let complaints = "";
  const { default: asc } = await import(COMPILER) as { readonly default: Compiler };
  const { error } = await asc.main(["mod.ts", ...options], {
    readFile: (name) => {
      const path = new URL(name, folder);
      return path.href.startsWith(folder.href) ? readText(path) : null;
    },
    writeFile: (name, contents) => void written.set(name, contents),
    listFiles: () => [],
    stderr: { write: (chunk) => void (complaints += chunk) },
  });
  if (error !== null) throw new Error(`the kernels do not compile: ${error.message}\n${complaints}`);
  const bytes = written.get("module.wasm");
  const text = written.get("module.wat");
  if (!(bytes instanceof Uint8Array) || typeof text !== "string") {
    throw new Error("the compiler wrote nothing");
  }
  if (/^ \(data /m.test(text)) throw new Error("the kernels have static data: keep constants in the code");
  return { bytes: new Uint8Array(bytes), text };
}

function readText(path: URL): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
