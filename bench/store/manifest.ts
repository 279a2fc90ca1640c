/**
 * `run.json`: the resolved configuration of a run, replaced as a whole or not at all.
 *
 * Written to a temporary file in the same folder, synced, then renamed over the old one: a reader sees the
 * old text or the new one, never half of either.
 * @module
 */
import * as v from "valibot";
import { configurationHash } from "./canonical.ts";
import { type CodeState, isIntact } from "./code.ts";
import { writeFileAtomic } from "./disk/atomic.ts";
import { type PlannedJob, PlannedJobSchema } from "./planned.ts";
import { isFolder } from "./disk/check_folder.ts";
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
  /** All jobs of the run, also those of other parts; absent in folders of older versions. */
  readonly planned?: readonly PlannedJob[];
  /** Libraries by the products that they take, as the run was created; absent in folders of older versions. */
  readonly products?: Readonly<Record<string, string>>;
}

/**
 * Writes a run's configuration into its results folder and returns it with its hash.
 *
 * Permissions: read and write on the folder.
 */
export async function writeManifest(
  directory: string,
  configuration: Readonly<Record<string, unknown>>,
  { code = [], planned, products }: Pick<Manifest, "code" | "planned" | "products"> = {},
): Promise<Manifest> {
  const run = configurationHash(configuration);
  const manifest: Manifest = {
    run,
    configuration,
    ...(code.length === 0 ? {} : { code }),
    ...(planned === undefined ? {} : { planned }),
    ...(products === undefined ? {} : { products }),
  };
  await Deno.mkdir(directory, { recursive: true });
  const sealed = { ...manifest, sha256: configurationHash(manifest) };
  await writeFileAtomic(`${directory}/${MANIFEST_FILE}`, JSON.stringify(sealed, null, 2) + "\n");
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
  await isFolder(directory);
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  if (text === last?.text) return last.manifest; // shards of a run have the same, which names all of its jobs
  const manifest = verified(text, path);
  last = { text, manifest };
  return manifest;
}

/** What was read last, and found whole. */
let last: { readonly text: string; readonly manifest: Manifest } | undefined;

function verified(text: string, path: string): Manifest {
  const { sha256, ...manifest } = parse(text, path);
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
  if (sha256 !== undefined && sha256 !== configurationHash(manifest)) {
    throw new StoreError(
      `${path}: the file has another hash than it says: it was edited; restore it from a copy, or start a new results folder`,
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

/** Unknown fields are kept, for the hash. Files of older versions have none. */
const ManifestSchema = v.looseObject({
  run: v.string(),
  configuration: v.record(v.string(), v.unknown()),
  code: v.exactOptional(v.array(v.custom<CodeState>((state) => typeof Object(state).sources === "object"))),
  planned: v.exactOptional(v.array(PlannedJobSchema)),
  products: v.exactOptional(v.record(v.string(), v.string())),
  sha256: v.exactOptional(v.string()),
});

function parse(text: string, path: string): Manifest & { readonly sha256?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const result = v.safeParse(ManifestSchema, value);
  if (result.success) return result.output;
  throw new StoreError(`${path}: not a run's configuration: delete it, or start a new results folder`);
}
