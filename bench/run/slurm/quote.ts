/**
 * Values in a batch script: words of the shell, and values of the `#SBATCH` lines that sbatch itself reads.
 * @module
 */

/**
 * A word that a POSIX shell takes as it is. Between single quotes nothing is special but the single quote, which is
 * put between double ones (POSIX.1-2024, XCU 2.2.2).
 *
 * @throws {RangeError} for a NUL, which no argument can hold.
 */
export function shellWord(value: string): string {
  if (value.includes("\0")) throw new RangeError(`${JSON.stringify(value)} holds a NUL; wanted none`);
  return /^[\w./:=@%,+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}

/**
 * A value of an `#SBATCH` line. Between double quotes sbatch takes all but the double quote and the backslash as it
 * is.
 *
 * @throws {RangeError} for a control character, since a line break would end the line, and for a backslash, which in
 * a file name switches off all of Slurm's replacements.
 */
export function directiveValue(value: string): string {
  // deno-lint-ignore no-control-regex
  if (/[\0-\x1f\x7f\\]/.test(value)) {
    throw new RangeError(
      `${JSON.stringify(value)} holds a backslash or a control character; wanted none, for Slurm's sake`,
    );
  }
  return `"${value.replaceAll('"', '\\"')}"`;
}

/** A file name pattern for a file in a folder: `%` in the folder's name stands for itself, not for a job's id. */
export function filePattern(folder: string, pattern: string): string {
  return directiveValue(`${folder.replaceAll("%", "%%")}/${pattern}`);
}
