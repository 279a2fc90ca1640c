/**
 * Malformed command lines of every task, from a seeded generator: each ends with 1 or 2 and one line.
 * @module
 */
import { CommandClient, type CommandSource } from "../malformed/command_client.ts";
import { LET_IN } from "../malformed/command_worker.ts";
import { malformedLine } from "../malformed/flags.ts";
import { refusalProblems } from "../one_line.ts";
import { runTask } from "../task_process.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";

/** Lines of each command, and how many of them in a process of their own. */
const LINES = { long: [200, 4], short: [45, 0] } as const;

const COMMANDS: readonly CommandSource[] = [
  { module: "bench/commands/bench.ts", name: "benchCommand" },
  { module: "reports/commands/report.ts", name: "reportCommand" },
  { module: "bench/commands/audit.ts", name: "auditCommand" },
  { module: "bench/commands/data.ts", name: "dataCommand" },
  { module: "bench/commands/archive.ts", name: "archiveCommand" },
  { module: "bench/commands/repair.ts", name: "repairCommand" },
  { module: "bench/commands/peer.ts", name: "peerCommand" },
  { module: "bench/commands/support.ts", name: "supportCommand" },
  { module: "reports/commands/readme.ts", name: "readmeCommand" },
];

/** Command lines that are wrong in one thing. */
export const flags: FaultRow = {
  name: "flags",
  what: "malformed command lines of every task",
  seconds: [15, 7],
  run: askAll,
};

async function askAll(tally: Tally, { folder, draws, short, late }: RowContext): Promise<void> {
  const [lines, whole] = LINES[short ? "short" : "long"];
  for (const source of COMMANDS) {
    await using command = new CommandClient(source, folder);
    const shape = await command.shape();
    const own = draws.apart(shape.name);
    for (let i = 0; i < lines && !late(); i++) {
      const args = malformedLine(shape, own);
      await tally.try(`${shape.name} ${JSON.stringify(args).slice(0, 200)}`, async () => {
        const answer = i < whole ? undefined : await command.run(args);
        // What is checked only with a data set at hand needs the processes of the task.
        const alone = answer === undefined || answer.error.includes(LET_IN);
        return refusalProblems(alone ? await runTask(shape.name, args, { seconds: 60 }) : answer);
      });
    }
  }
  await tally.try("folder of refused commands", async () => {
    const made = await Array.fromAsync(Deno.readDir(folder));
    return made.map(({ name }) => `${name} was written`);
  });
}
