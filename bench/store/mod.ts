/**
 * The results folder: what is stored, how it is written so that a crash loses nothing that was finished, and
 * how a report reads it back. Needs no tfjs.
 * @module
 */
export { type Archived, archiveResults } from "./archive.ts";
export type { Attempt } from "./attempts/attempt.ts";
export { dayOfAttempt, isDone } from "./attempts/attempts.ts";
export type { AppendLogOptions, LogFile } from "./disk/append_log.ts";
export { type Claim, claimStore, requireRun } from "./claim.ts";
export { codeChanges, type CodeMark, type CodeState, codeState } from "./code.ts";
export { canonicalJson, configurationHash, sha256 } from "./canonical.ts";
export { writeFileAtomic } from "./disk/atomic.ts";
export type { GitState } from "./git_state.ts";
export { besidesFolder, recoverFolder, replaceFolder } from "./disk/folder.ts";
export { describeEnvironment, type EnvironmentOptions } from "./machine/environment.ts";
export { type Commit, type Environment, recordHash } from "./lines.ts";
export { StoreError } from "./store_error.ts";
export { type Manifest, readManifest, writeManifest } from "./manifest.ts";
export { mergeResults, type Results } from "./merge/merge.ts";
export { cellsHash, type Completeness, type PlannedJob } from "./planned.ts";
export { readStore, type ResultsFolder, type StoreContent } from "./reader.ts";
export {
  type BenchRecord,
  isFinal,
  type Metric,
  type RecordStatus,
  SCHEMA_VERSION,
} from "./record/record.ts";
export { metricsNamed } from "./record/packer.ts";
export { isStore, readFolders, readResults } from "./results.ts";
export { StoreBusyError } from "./locks.ts";
export { type Repaired, repairStore } from "./repair.ts";
export { openStore, Store } from "./store.ts";
export { type WholeStore, writeStore, type WriteStoreOptions } from "./write_store.ts";
