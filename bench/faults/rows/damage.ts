/**
 * Truncations and flipped bits of a store's files and of an archive: a reader notices them, with file and line, or
 * nothing that counts has changed.
 * @module
 */
import { archiveResults, type BenchRecord, readResults, recordHash } from "../../store/mod.ts";
import type { Draws } from "../draws.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";

const TRIES = [3000, 300] as const;

/** Damage of records, manifest, environments and archive. */
export const damage: FaultRow = {
  name: "damage",
  what: "truncations and bit flips of records, manifest, environments and archive",
  seconds: [12, 3],
  run: damageFiles,
};

async function damageFiles(
  tally: Tally,
  { folder, draws, short, undisturbed, late }: RowContext,
): Promise<void> {
  const { folder: run } = await undisturbed();
  const { folders: [archive] } = await archiveResults(`${folder}/archive`, [run]);
  const paths = [
    `${run}/records.jsonl`,
    `${run}/run.json`,
    `${run}/environments.jsonl`,
    ...["records.jsonl.gz", "run.json", "environments.jsonl"].map((name) => `${archive}/${name}`),
  ];
  const right = new Map((await readResults([run])).records.map((record) => [record.id, recordHash(record)]));
  while (tally.tried < TRIES[short ? 1 : 0] && !late()) {
    const path = draws.pick(paths);
    const whole = await Deno.readFile(path);
    const { bytes, what } = damaged(whole, draws);
    await Deno.writeFile(path, bytes);
    tally.count(await judge(path, { what: `${path} with ${what}`, right }));
    await Deno.writeFile(path, whole);
  }
}

/** A file without its end, or with one to three bits flipped. */
export function damaged(
  whole: Uint8Array<ArrayBuffer>,
  draws: Draws,
): { bytes: Uint8Array<ArrayBuffer>; what: string } {
  if (draws.below(3) === 0) {
    const length = draws.below(whole.length);
    return { bytes: whole.slice(0, length), what: `${length} of ${whole.length} bytes` };
  }
  const bytes = whole.slice();
  const places = Array.from({ length: 1 + draws.below(3) }, () => {
    const [at, bit] = [draws.below(whole.length), draws.below(8)];
    bytes[at] = bytes[at]! ^ (1 << bit);
    return `${at}.${bit}`;
  });
  return { bytes, what: `flipped bits at ${places.join(", ")}` };
}

interface Judged {
  readonly what: string;
  /** Hashes of the records as they were written. */
  readonly right: ReadonlyMap<string, string>;
}

/** Nothing false is accepted; what is missing is said, with the file's name. */
async function judge(path: string, { what, right }: Judged): Promise<{ problems: string[] }> {
  const folder = path.slice(0, path.lastIndexOf("/"));
  let read: Awaited<ReturnType<typeof readResults>>;
  try {
    read = await readResults([folder]);
  } catch (error) {
    return { problems: refusal(error, { path, what }) };
  }
  const wrong = read.records.filter((record: BenchRecord) => right.get(record.id) !== recordHash(record));
  const said = read.notices.length > 0 || read.completeness.some(({ missing }) => missing.length > 0);
  const silent = read.records.length < right.size && !said;
  return {
    problems: [
      ...(wrong.length > 0 ? [`${what}: ${wrong.length} false records were accepted`] : []),
      ...(silent
        ? [`${what}: nobody noticed that ${right.size - read.records.length} records are gone`]
        : []),
    ],
  };
}

/** What is wrong with a refusal. */
function refusal(error: unknown, { path, what }: { path: string; what: string }): string[] {
  if (!(error instanceof Error)) return [`${what}: threw ${error}`];
  const { name, message } = error;
  if (name !== "StoreError") return [`${what}: ${name} instead of a line for the user: ${message}`];
  const named = message.includes(path) || message.includes(path.slice(0, path.lastIndexOf("/")));
  const inRecords = path.endsWith("records.jsonl");
  return [
    ...(named ? [] : [`${what}: the refusal does not name the file: ${message}`]),
    ...(inRecords && !/:\d+: /.test(message) ? [`${what}: the refusal names no line: ${message}`] : []),
    ...(/[\r\n]/.test(message) ? [`${what}: the refusal is several lines`] : []),
  ];
}
