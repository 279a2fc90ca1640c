/**
 * What runs this code: Deno, Node or a browser, and what only some of them have.
 *
 * The one place that names Deno's namespace or asks for a `node:` module: everything that `mod.ts` reaches runs in
 * all three, and takes from here what it needs of one.
 * @module
 */

/** What browsers, Node and Deno may have. */
interface Globals {
  readonly Deno?: typeof Deno;
  readonly process?: {
    readonly platform: string;
    readonly arch: string;
    readonly versions: Readonly<Record<string, string>>;
    getBuiltinModule?(name: string): unknown;
    memoryUsage(): { readonly rss: number; readonly heapUsed: number };
  };
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

const globals = globalThis as unknown as Globals;

/** Deno's namespace; undefined in Node and browsers. */
export const inDeno: typeof Deno | undefined = globals.Deno;

/**
 * Deno's namespace, for what is done with it alone.
 *
 * @param what cannot be done elsewhere, e.g. `"reading data files"`
 * @throws {Error} elsewhere
 */
export function needDeno(what: string): typeof Deno {
  if (inDeno !== undefined) return inDeno;
  throw new Error(`${what} needs Deno: run this with deno instead of ${runtimeName()}`);
}

/**
 * A built-in module of Node, which Deno has too. No import: a bundler for browsers would look for it.
 *
 * @param name with its prefix, e.g. `"node:zlib"`
 * @returns undefined in a browser, and before Node 20.16
 */
export function builtin<T>(name: `node:${string}`): T | undefined {
  return globals.process?.getBuiltinModule?.(name) as T | undefined;
}

/**
 * The same, where nothing can be done without it.
 *
 * @throws {Error} in a browser, and before Node 20.16
 */
export function needBuiltin<T>(name: `node:${string}`): T {
  const found = builtin<T>(name);
  if (found !== undefined) return found;
  throw new Error(`${name} is not available in ${runtimeName()}: use Deno, or Node 20.16 or later`);
}

/** Where this runs, by name and version: one of three versions is given. */
export interface RuntimeVersions {
  /** Operating system and instruction set, as the runtime names them; `browser` in a browser. */
  readonly os: string;
  readonly arch: string;
  /** Logical processors. */
  readonly cores: number;
  readonly deno?: string;
  readonly node?: string;
  /** Of the JavaScript engine, where it is told. */
  readonly v8?: string;
}

/** The machine and the runtime, as far as they tell without a permission. */
export function runtimeVersions(): RuntimeVersions {
  const { process } = globals;
  const cores = processors();
  if (inDeno !== undefined) {
    const { build, version } = inDeno;
    return { os: build.os, arch: build.arch, cores, deno: version.deno, v8: version.v8 };
  }
  if (process === undefined) return { os: "browser", arch: "browser", cores };
  const { platform: os, arch, versions } = process;
  return { os, arch, cores, node: versions["node"] ?? "unknown", v8: versions["v8"] ?? "unknown" };
}

/** Logical processors; Node says it in `navigator` since version 21. */
export function processors(): number {
  return globals.navigator?.hardwareConcurrency ??
    builtin<{ availableParallelism(): number }>("node:os")?.availableParallelism() ?? 1;
}

/** Bytes that the process and its JavaScript hold; zeros in a browser, which does not say. */
export function memoryHeld(): { readonly rss: number; readonly heapUsed: number } {
  return inDeno?.memoryUsage() ?? globals.process?.memoryUsage() ?? { rss: 0, heapUsed: 0 };
}

function runtimeName(): string {
  return globals.process === undefined ? "a browser" : `Node ${globals.process.versions["node"]}`;
}
