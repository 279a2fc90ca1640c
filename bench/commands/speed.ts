/**
 * `deno task speed`: makes docs/speed.md and the README's line about speed from a kept comparison.
 *
 * Permissions: read on the project, write on the two files' folders, where files are built beside those that they
 * replace.
 * @module
 */
import { CommandError, defineCommand, runAndExit } from "../command_line.ts";
import { parseReport, speedLine, speedPage } from "../peer/page.ts";
import { writeFileAtomic } from "../store/mod.ts";

/** The kept comparison. */
export const SPEED_JSON = "docs/speed.json";
/** The page that is made from it. */
export const SPEED_PAGE = "docs/speed.md";

const MARKS = ["<!-- speed:begin -->", "<!-- speed:end -->"] as const;

/** The README with the line between its marks. @throws {CommandError} where it has no marks */
export function withSpeedLine(readme: string, line: string): string {
  const [begin, end] = MARKS.map((mark) => readme.indexOf(mark));
  if (begin === -1 || end! < begin!) {
    throw new CommandError(
      `README.md: wanted ${MARKS.join(" before ")}: restore them around the line about speed`,
    );
  }
  return `${readme.slice(0, begin! + MARKS[0].length)}\n\n${line}\n\n${readme.slice(end)}`;
}

/** Makes page and line again. */
export const speedCommand = defineCommand({
  name: "speed",
  summary: `Makes ${SPEED_PAGE} and the README's line about speed from ${SPEED_JSON}, which
deno task peer --json writes.`,
  flags: {},
  async run(_values, io) {
    const report = parseReport(await readText(SPEED_JSON), SPEED_JSON);
    const readme = withSpeedLine(await Deno.readTextFile("README.md"), speedLine(report));
    await writeFileAtomic(SPEED_PAGE, speedPage(report));
    await writeFileAtomic("README.md", readme);
    io.out(`${SPEED_PAGE} and README.md tell of ${report.rows.length} steps`);
  },
});

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CommandError(`${path} does not exist: write it with deno task peer --json > ${path}`);
  }
}

if (import.meta.main) await runAndExit(speedCommand);
