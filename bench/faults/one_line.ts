/**
 * What a task has to do with what it cannot use: end with 1 or 2 and say why in one line.
 * @module
 */
import type { Ended } from "./task_process.ts";

const NOTICE = /^(notice: |matrix products run on |the cpu backend is used)/;
/** A stack, or our code named as what failed. */
const FAULT = /^\s+at |[;,] at .*\.ts:\d+|a fault of the program|Uncaught/m;

/** What is wrong with the way in which a task refused its input; notices aside, which are lines of their own. */
export function refusalProblems({ code, error }: Pick<Ended, "code" | "error">): string[] {
  const lines = error.split("\n").filter((line) => line !== "" && !NOTICE.test(line));
  return [
    ...(code === 1 || code === 2 ? [] : [`exit code ${code}`]),
    ...(lines.length === 1 ? [] : [`${lines.length} lines: ${JSON.stringify(error.slice(0, 200))}`]),
    ...(FAULT.test(error) ? [`a fault of the program: ${JSON.stringify(error.slice(0, 300))}`] : []),
    // deno-lint-ignore no-control-regex
    ...(/[\u0000-\u0009\u000b-\u001f\u007f]/.test(error) ? ["control characters"] : []),
  ];
}
