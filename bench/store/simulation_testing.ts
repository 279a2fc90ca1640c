/**
 * Lives of a store on a disk that loses power: what was acknowledged stays, what is read was written, and the store
 * always opens again.
 * @module
 */
import { Draws } from "../faults/draws.ts";
import { Crash, SimulatedDisk } from "./disk/simulated_testing.ts";
import {
  archiveResults,
  type BenchRecord,
  cellsHash,
  claimStore,
  configurationHash,
  isStore,
  openStore,
  readFolders,
  recordHash,
  recoverFolder,
  type StoreContent,
} from "./mod.ts";
import { testEnvironment, testRecord } from "./testing.ts";

const RESULTS = "/run/results";
const ARCHIVE = "/run/kept";
const configuration = { suite: "simulated", seed: 0 };
const run = configurationHash(configuration);
const code = { deno: "2.9.6", sources: {} };
const JOBS = [1, 3, 2].map((cells, i) => ({
  ...{ name: `job ${i}`, experiment: "cost", seconds: 1, timed: true, cells },
  ids: cellsHash(idsOf(i, cells)),
}));

function idsOf(job: number, cells: number): string[] {
  return Array.from({ length: cells }, (_, i) => `${job}-${i}`);
}

/** What the writer was told is safe. */
interface Acknowledged {
  /** Hashes of records by cell and attempt. */
  readonly records: Map<string, string>;
  /** Cells of jobs that were committed. */
  readonly cells: Set<string>;
  /** Cells that were archived. */
  readonly archived: Set<string>;
}

/** Several lives of one store. @returns what went wrong, one line each. */
export async function simulate(seed: number): Promise<string[]> {
  const draws = new Draws(seed);
  const disk = new SimulatedDisk(draws);
  const known: Acknowledged = { records: new Map(), cells: new Set(), archived: new Set() };
  const problems: string[] = [];
  for (let life = 0; life < 5; life++) {
    disk.crashAfter = disk.operations + draws.below(70);
    const part = draws.pick([undefined, "1-of-2", "2-of-2"]);
    const ended = await disk.run(() => live(draws, { part, known }));
    disk.crash();
    const at = `life ${life}, ${ended instanceof Crash ? `crash ${ended.message}` : "power lost at its end"}`;
    const found = await disk.run(() => check(known)).catch((error: Error) => [error.message]);
    problems.push(
      ...(found instanceof Crash ? ["crashed again"] : found).map((problem) => `${at}: ${problem}`),
    );
    if (problems.length > 0) break;
  }
  return problems;
}

/** Archives twice and loses power in the second time, after each operation in turn. @returns what went wrong. */
export async function simulateReplacement(seed: number): Promise<string[]> {
  const problems: string[] = [];
  let over = false;
  for (let operations = 0; !over; operations++) {
    const draws = new Draws(seed).apart(`${operations}`);
    const disk = new SimulatedDisk(draws);
    const known: Acknowledged = { records: new Map(), cells: new Set(), archived: new Set() };
    const twice = async () => {
      while (known.archived.size === 0) await live(draws, { part: undefined, known });
      disk.crashAfter = disk.operations + operations;
      await archiveResults(ARCHIVE, [RESULTS]);
    };
    over = !(await disk.run(twice) instanceof Crash);
    disk.crash();
    const found = await disk.run(() => check(known)).catch((error: Error) => [error.message]);
    problems.push(
      ...(found instanceof Crash ? ["crashed again"] : found).map((each) => `${operations}: ${each}`),
    );
  }
  return problems;
}

/** A process that works on the run, and perhaps archives it. */
async function live(
  draws: Draws,
  { part, known }: { part: string | undefined; known: Acknowledged },
): Promise<void> {
  await claimStore(RESULTS, { configuration, code: { ...code, id: configurationHash(code) }, planned: JOBS });
  {
    await using store = await openStore(RESULTS, { part });
    await store.describe(testEnvironment);
    for (const [i, { name, cells }] of JOBS.entries()) {
      const ids = idsOf(i, cells);
      if (store.isDone(ids) && draws.below(8) > 0) continue;
      const attempt = store.begin(name);
      for (const id of ids) {
        const record = testRecord(id, { run, reason: "x".repeat(draws.below(300)) });
        await attempt.append(record);
        known.records.set(`${id} ${attempt.id}`, recordHash({ ...record, attempt: attempt.id }));
      }
      await attempt.commit(cells);
      ids.forEach((id) => known.cells.add(id));
    }
  }
  if (draws.below(3) === 0) return;
  const cells = [...known.cells];
  await archiveResults(ARCHIVE, [RESULTS]);
  cells.forEach((id) => known.archived.add(id));
}

/** What is wrong with what the disk holds. */
async function check(known: Acknowledged): Promise<string[]> {
  const folder = `${ARCHIVE}/${run.slice(0, 12)}`;
  await recoverFolder(folder);
  const [stored, archived] = [await contentOf(RESULTS), await contentOf(folder)];
  return [
    ...missing(stored.records, known.cells).map((id) => `the committed cell ${id} does not count`),
    ...missing(archived.records, known.archived).map((id) => `the archived cell ${id} is lost`),
    ...lost(stored, known).map((id) => `the stored record ${id} is lost`),
    ...[stored, archived].flatMap(unknown(known)).map((id) => `record ${id} is read as it never was`),
  ];
}

async function contentOf(folder: string): Promise<Pick<StoreContent, "records" | "unfinished">> {
  // A writer that was killed before it described its machine has stored no record.
  if (!await isStore(folder) || !(await namesIn(folder)).some((name) => name.startsWith("environments"))) {
    return { records: [], unfinished: [] };
  }
  return (await readFolders([folder]))[0]!.content;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

function missing(records: readonly BenchRecord[], ids: ReadonlySet<string>): string[] {
  const found = new Set(records.map(({ id }) => id));
  return [...ids].filter((id) => !found.has(id));
}

/** Acknowledged records of cells of which nothing is there. */
function lost(
  { records, unfinished }: Pick<StoreContent, "records" | "unfinished">,
  known: Acknowledged,
): string[] {
  const found = new Set([...records, ...unfinished].map(({ id }) => id));
  return [...known.records.keys()].filter((key) => !found.has(key.split(" ")[0]!));
}

/** Records that differ from what was written under their attempt. One may be whole that was not acknowledged. */
function unknown(known: Acknowledged): (content: Pick<StoreContent, "records" | "unfinished">) => string[] {
  return ({ records, unfinished }) =>
    [...records, ...unfinished].filter((record) => {
      const hash = known.records.get(`${record.id} ${record.attempt}`);
      return hash !== undefined && hash !== recordHash(record);
    }).map(({ id }) => id);
}
