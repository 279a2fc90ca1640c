/**
 * An attempt at a job as its writer sees it: records, then one commit.
 * @module
 */
import { attemptId } from "./attempts.ts";
import type { Commit } from "../lines.ts";
import type { BenchRecord } from "../record/record.ts";

/** What a writer does for a job. */
export interface Attempt {
  /** What its records name. */
  readonly id: string;
  /**
   * Stores a record under the attempt's id; resolves once it is on the disk.
   *
   * @throws {RangeError} if another machine made it than the records before, or as {@linkcode Store.append}.
   */
  append(record: BenchRecord): Promise<void>;
  /**
   * Ends the attempt: from now on its records count.
   *
   * @param cells Number of records that the job was to have.
   * @throws {RangeError} if it has another number.
   */
  commit(cells: number): Promise<void>;
}

/** What an attempt needs of its store. */
export interface AttemptSink {
  readonly append: (record: BenchRecord) => Promise<void>;
  readonly commit: (commit: Commit) => Promise<void>;
  /** The folder's run. @default that of the records */
  readonly run: string | undefined;
}

/** Begins an attempt at a job. */
export function startAttempt(job: string, sink: AttemptSink): Attempt {
  const id = attemptId();
  let stored = 0;
  let first: BenchRecord | undefined;
  return {
    id,
    async append(record) {
      first ??= record;
      if (record.environment !== first.environment) {
        throw new RangeError(
          `record ${record.id} of ${job} is from environment ${record.environment}, those before it from ` +
            `${first.environment}: a job is one machine's`,
        );
      }
      await sink.append({ ...record, attempt: id });
      stored++;
    },
    async commit(cells) {
      if (stored !== cells) throw new RangeError(`${job} ended with ${stored} records; wanted ${cells}`);
      await sink.commit({ commit: job, attempt: id, cells, run: sink.run ?? first?.run ?? "" });
    },
  };
}
