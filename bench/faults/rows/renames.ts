/**
 * Several writers of one folder at once on a disk that renames late: one run gets the folder, and all that a writer
 * was told is stored is there.
 * @module
 */
import {
  type BenchRecord,
  claimStore,
  type CodeState,
  configurationHash,
  openStore,
  readManifest,
  readStore,
  SCHEMA_VERSION,
} from "../../store/mod.ts";
import type { Draws } from "../draws.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";

const TRIES = [400, 40] as const;

/** Writers in this process, whose renames wait. */
export const renames: FaultRow = {
  name: "late-renames",
  what: "three writers of one folder at once, on a disk that renames late",
  seconds: [12, 3],
  run: raceWriters,
};

async function raceWriters(tally: Tally, { folder, draws, short, late }: RowContext): Promise<void> {
  for (let i = 0; i < TRIES[short ? 1 : 0] && !late(); i++) {
    const path = `${folder}/${i}`;
    await withLateRenames(draws.apart(`rename ${i}`), async () => {
      const writers = Array.from({ length: 3 }, (_, k) => ({
        seed: draws.below(2),
        wait: draws.below(20),
        part: draws.below(2) === 0 ? undefined : `${k + 1}-of-3`,
      }));
      const ends = await Promise.all(writers.map((writer, k) => write(path, { ...writer, name: `${k}` })));
      tally.count(await judge(path, ends));
    });
  }
}

interface Writer {
  readonly name: string;
  /** Of the run's configuration: another seed is another run. */
  readonly seed: number;
  readonly wait: number;
  readonly part: string | undefined;
}

/** What came of a writer: the records that it was told are stored, or why it was refused. */
type End = { readonly run: string; readonly stored: readonly string[] } | { readonly refused: Error };

async function write(folder: string, { name, seed, wait, part }: Writer): Promise<End> {
  await sleep(wait);
  try {
    const configuration = { suite: "none", seed };
    const { run } = await claimStore(folder, { configuration, code: CODE });
    await using store = await openStore(folder, { part });
    await store.describe({ id: "machine", description: {} });
    const attempt = store.begin(`job ${name}`);
    const stored = [0, 1].map((cell) => `${name}.${cell}`);
    for (const id of stored) await attempt.append(recordOf(id, run));
    await attempt.commit(stored.length);
    return { run, stored };
  } catch (error) {
    return { refused: error as Error };
  }
}

async function judge(
  folder: string,
  ends: readonly End[],
): Promise<{ lost: number; problems: string[] }> {
  const problems = ends.flatMap((end) =>
    !("refused" in end) || /^Store(Busy)?Error$/.test(end.refused.name) ? [] : [`${end.refused}`]
  );
  const told = ends.flatMap((end) => "stored" in end ? [end] : []);
  if (told.length === 0) problems.push("no writer got the folder");
  try {
    const { records } = await readStore(folder);
    const manifest = await readManifest(folder);
    const found = new Set(records.map(({ id }) => id));
    const foreign = told.filter(({ run }) => run !== manifest?.run);
    problems.push(...foreign.map(() => "a writer of another run than the folder's was let in"));
    return { lost: told.flatMap(({ stored }) => stored).filter((id) => !found.has(id)).length, problems };
  } catch (error) {
    return { lost: 0, problems: [...problems, `${error}`] };
  }
}

/** Runs work while every rename in this process waits up to 20 ms before it happens. */
async function withLateRenames(draws: Draws, work: () => Promise<void>): Promise<void> {
  const rename = Deno.rename;
  Deno.rename = async (from, to) => {
    await sleep(draws.below(20));
    await rename(from, to);
  };
  try {
    await work();
  } finally {
    Deno.rename = rename;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

const SOURCES = { deno: Deno.version.deno, sources: {} };
const CODE: CodeState = { id: configurationHash(SOURCES), ...SOURCES };

function recordOf(id: string, run: string): BenchRecord {
  return {
    schema: SCHEMA_VERSION,
    id,
    run,
    experiment: "none",
    model: "toy",
    dataset: { name: "none", sha256: "" },
    estimator: "rt",
    options: {},
    seed: 0,
    status: "done",
    metrics: [],
    timings: [],
    environment: "machine",
  };
}
