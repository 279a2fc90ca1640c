/**
 * `run.json`: the resolved configuration of a run, replaced as a whole or not at all.
 *
 * Written to a temporary file in the same folder, synced, then renamed over the old one: a reader sees the
 * old text or the new one, never half of either.
 * @module
 */
import { configurationHash } from "./canonical.ts";
import { type CodeState, isIntact } from "./code.ts";
import { writeFileAtomic } from "./disk/atomic.ts";
import { StoreError } from "./store_error.ts";

const MANIFEST_FILE = "run.json";

/** The resolved configuration of a run and its hash. */
export interface Manifest {
  /** Hash of the configuration; records carry it as `run`. */
  readonly run: string;
  /** The resolved configuration. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The code that the run began with, then what was accepted later; absent in folders of older versions. */
  readonly code?: readonly CodeState[];
}

/**
 * Writes a run's configuration into its results folder and returns it with its hash.
 *
 * Permissions: read and write on the folder.
 */
export async function writeManifest(
  directory: string,
  configuration: Readonly<Record<string, unknown>>,
  { code = [] }: Pick<Manifest, "code"> = {},
): Promise<Manifest> {
  const run = configurationHash(configuration);
  const manifest: Manifest = { run, configuration, ...(code.length === 0 ? {} : { code }) };
  await Deno.mkdir(directory, { recursive: true });
  await writeFileAtomic(`${directory}/${MANIFEST_FILE}`, JSON.stringify(manifest, null, 2) + "\n");
  return manifest;
}

/**
 * Reads a run's configuration; `undefined` where the folder has none.
 *
 * @throws {StoreError} if the file is damaged or its hash does not match.
 */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  const path = `${directory}/${MANIFEST_FILE}`;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const manifest = parse(text, path);
  const found = configurationHash(manifest.configuration);
  if (found !== manifest.run) {
    throw new StoreError(
      `${path}: the configuration hashes to ${found}, the file says ${manifest.run}: it was edited; start a new results folder`,
    );
  }
  const edited = manifest.code?.find((state) => !isIntact(state));
  if (edited !== undefined) {
    throw new StoreError(
      `${path}: code ${edited.id} has another hash: it was edited; start a new results folder`,
    );
  }
  return manifest;
}

/** @throws {StoreError} for a record of another run than its folder's; a folder without manifest takes any. */
export function requireRun(
  record: { readonly run: string },
  manifest: Manifest | undefined,
  where: string,
): void {
  if (manifest === undefined || record.run === manifest.run) return;
  throw new StoreError(
    `${where}: a record of run ${record.run.slice(0, 12)} in the folder of run ${
      manifest.run.slice(0, 12)
    }: ` +
      "restore the folder from a copy, or move the record to its own",
  );
}

function parse(text: string, path: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const { run, configuration, code } = Object(value) as Partial<Manifest>;
  const known = code === undefined ||
    (Array.isArray(code) && code.every((state) => typeof state?.sources === "object"));
  if (typeof run !== "string" || typeof configuration !== "object" || configuration === null || !known) {
    throw new StoreError(`${path}: not a run's configuration: delete it, or start a new results folder`);
  }
  return { run, configuration, ...(code === undefined ? {} : { code }) };
}
