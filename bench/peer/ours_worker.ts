/**
 * Our side of the comparison, in a process of its own: prints a JSON line for each step that it timed.
 *
 * Its one argument is an `OurTask` in JSON. Permissions: read on the project, FFI of the libraries.
 * @module
 */
import { BackendError } from "../../estimators/mod.ts";
import { errorLine } from "../command_line.ts";
import type { OurLine } from "./messages.ts";
import { timeOurs } from "./ours.ts";

if (import.meta.main) {
  const write = (line: OurLine) =>
    Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
  try {
    await timeOurs(JSON.parse(Deno.args[0]!), (line) => void write(line));
  } catch (error) {
    if (!(error instanceof BackendError)) {
      // deno-lint-ignore no-console
      console.error(errorLine(error));
      Deno.exit(1);
    }
    write({ refused: error.message });
  }
}
