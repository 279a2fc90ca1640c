/**
 * What a plan keeps of a plugin: plain data, for the run's identity, its manifest and its report.
 * @module
 */

/** A loaded module and what it registered. */
export interface PluginMark {
  /** Name of its file, without the folder. */
  readonly file: string;
  /** Of its text. */
  readonly sha256: string;
  /** Labels by the name of an estimator. */
  readonly estimators: Readonly<Record<string, string>>;
  /** Names of models. */
  readonly models: readonly string[];
  /** Names of data sets. */
  readonly datasets: readonly string[];
  /** Settings by the name of an experiment. */
  readonly experiments: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** @throws {Error} where a process has loaded other texts than the plan was made with. */
export function requireSame(found: readonly PluginMark[], planned: readonly PluginMark[] = []): void {
  const text = (marks: readonly PluginMark[]) => marks.map(({ file, sha256 }) => `${file} ${sha256}`).join();
  if (text(found) === text(planned)) return;
  throw new Error("a plugin changed during the run: run it again, or undo the change");
}
