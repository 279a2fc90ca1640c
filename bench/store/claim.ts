/**
 * A results folder belongs to one run, and to the code that the run began with or was allowed to resume with.
 * @module
 */
import { canonicalJson, configurationHash } from "./canonical.ts";
import { codeChanges, type CodeState } from "./code.ts";
import { differences, few } from "./differences.ts";
import { removeTemporary } from "./disk/atomic.ts";
import { inFolder, isFolder } from "./disk/check_folder.ts";
import { isFile } from "./disk/is_file.ts";
import { type Manifest, readManifest, writeManifest } from "./manifest.ts";
import { ARCHIVE_FILE, partFiles } from "./parts.ts";
import type { PlannedJob } from "./planned.ts";
import { StoreError } from "./store_error.ts";

/** What claims a folder. */
export interface Claim {
  /** The resolved configuration of the run. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The code that is to resume it. */
  readonly code: CodeState;
  /** All jobs of the run, whichever of them this process does. */
  readonly planned?: readonly PlannedJob[];
  /** Whether other code may resume the run; the manifest then names both. @default false */
  readonly acceptCode?: boolean;
  /** Finds which library takes which products; asked once, when the folder becomes the run's. */
  readonly products?: () => Promise<Readonly<Record<string, string>>>;
}

const LOCK_FILE = "claim.lock";

/**
 * Makes a folder a run's own, or finds that it is. Processes that claim a folder at the same time wait for each other.
 *
 * @returns the manifest, which the folder now has.
 * @throws {StoreError} if the folder holds another run, records without a manifest, or records of other code that were
 * not accepted: one line that says what differs.
 *
 * Permissions: read and write on the folder.
 */
export async function claimStore(
  directory: string,
  claimed: Claim,
): Promise<Manifest> {
  await isFolder(directory);
  return await inFolder(directory, () => claim(directory, claimed));
}

async function claim(
  directory: string,
  { configuration, code, planned, acceptCode = false, products }: Claim,
): Promise<Manifest> {
  await Deno.mkdir(directory, { recursive: true });
  using lock = await Deno.open(`${directory}/${LOCK_FILE}`, { write: true, create: true });
  const exclusive = true;
  await lock.lock(exclusive);
  await removeTemporary(directory); // of processes that were killed: whoever makes one here holds the lock
  const manifest = await readManifest(directory);
  const plan = planned === undefined ? {} : { planned };
  const begun = await holdsRecords(directory);
  if (manifest === undefined) {
    if (!begun) {
      const chosen = products === undefined ? {} : { products: await products() };
      return await writeManifest(directory, configuration, { code: [code], ...plan, ...chosen });
    }
    throw new StoreError(
      `${directory} holds records but no run.json, which says what they are of: restore it from a copy, ` +
        "or name another folder with --results",
    );
  }
  requireRun(directory, manifest, configuration);
  const known = manifest.code ?? [];
  const isKnown = known.some(({ id }) => id === code.id);
  if (begun && !isKnown && !acceptCode) throw new StoreError(refusal(directory, known.at(-1), code));
  // What older code began without a plan has records that name no attempt: no plan can be held against them.
  const next = begun && manifest.planned === undefined ? {} : plan;
  if (isKnown && isSamePlan(manifest.planned, next.planned)) return manifest;
  return await writeManifest(directory, manifest.configuration, {
    ...manifest,
    ...next,
    code: isKnown ? known : [...known, code],
  });
}

/** @throws {StoreError} if a folder's manifest is of another configuration, with what differs. */
export function requireRun(
  directory: string,
  manifest: Manifest,
  configuration: Claim["configuration"],
): void {
  const run = configurationHash(configuration);
  if (manifest.run === run) return;
  throw new StoreError(
    `${directory} holds run ${manifest.run.slice(0, 12)} of another configuration, not ${
      run.slice(0, 12)
    }: ` +
      "repeat the flags of that run to resume it, or name another folder with --results " +
      `(${few(differences(manifest.configuration, configuration))})`,
  );
}

/** Whether a plan adds nothing to one that is stored. */
function isSamePlan(stored: Claim["planned"], next: Claim["planned"]): boolean {
  return next === undefined || canonicalJson(stored ?? []) === canonicalJson(next);
}

function refusal(directory: string, before: CodeState | undefined, after: CodeState): string {
  const what = before === undefined
    ? "was begun before a run's code was kept"
    : `was begun with other code (changed since: ${codeChanges(before, after)})`;
  return `${directory} ${what}: --accept-code resumes it and says so in run.json, ` +
    "or name another folder with --results";
}

async function holdsRecords(directory: string): Promise<boolean> {
  const sizes = await Promise.all(
    (await partFiles(directory, "records")).map(async (path) => (await Deno.stat(path)).size),
  );
  return sizes.some((size) => size > 0) || await isFile(`${directory}/${ARCHIVE_FILE}`);
}
