/**
 * The rows of the table, in its order.
 * @module
 */
import { changedCode } from "./rows/changed_code.ts";
import { checkpointKills } from "./rows/checkpoints.ts";
import { damage } from "./rows/damage.ts";
import { dataFiles, sampleFiles } from "./rows/files.ts";
import { diskFull } from "./rows/disk_full.ts";
import { flags } from "./rows/flags.ts";
import { kills } from "./rows/kills.ts";
import { oddFolders } from "./rows/odd_folders.ts";
import { powerCuts } from "./rows/power_cuts.ts";
import { records } from "./rows/records.ts";
import { archiveKills, reportKills } from "./rows/outputs.ts";
import { renames } from "./rows/renames.ts";
import { repairs } from "./rows/repair.ts";
import { signals } from "./rows/signals.ts";
import { slurm } from "./rows/slurm.ts";
import { workers } from "./rows/workers.ts";
import { writers } from "./rows/writers.ts";
import type { FaultRow } from "./tally.ts";

/** All kinds of faults. */
export const ROWS: readonly FaultRow[] = [
  kills(1),
  kills(2),
  signals,
  workers,
  reportKills,
  archiveKills,
  checkpointKills,
  powerCuts,
  damage,
  repairs,
  diskFull,
  writers,
  renames,
  changedCode,
  oddFolders,
  slurm,
  flags,
  sampleFiles,
  dataFiles,
  records,
];
