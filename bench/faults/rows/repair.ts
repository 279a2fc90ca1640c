/**
 * Damaged records that are repaired: the folder can be read again, and every job that was not damaged is there.
 * @module
 */
import { readResults, recordHash, repairStore } from "../../store/mod.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";
import { damaged } from "./damage.ts";

const TRIES = [300, 30] as const;

/** Damage, then `deno task repair`. */
export const repairs: FaultRow = {
  name: "repair",
  what: "truncated or flipped records, repaired",
  seconds: [8, 3],
  run: repairAll,
};

async function repairAll(
  tally: Tally,
  { folder, draws, short, undisturbed, late }: RowContext,
): Promise<void> {
  const { folder: good } = await undisturbed();
  const whole = await Deno.readFile(`${good}/records.jsonl`);
  const all = (await readResults([good])).records;
  for (let i = 0; i < TRIES[short ? 1 : 0] && !late(); i++) {
    const results = `${folder}/${i}`;
    await Deno.mkdir(results);
    for (const name of ["run.json", "environments.jsonl"]) {
      await Deno.copyFile(`${good}/${name}`, `${results}/${name}`);
    }
    const { bytes, what } = damaged(whole, draws);
    await Deno.writeFile(`${results}/records.jsonl`, bytes);
    const hit = damagedAttempts(whole, bytes);
    const problems: string[] = [];
    let lost = 0;
    try {
      await repairStore(results);
      const found = new Map((await readResults([results])).records.map((record) => [record.id, record]));
      for (const record of all) {
        const now = found.get(record.id);
        if (now === undefined && !hit.has(record.attempt!)) lost++;
        if (now !== undefined && recordHash(now) !== recordHash(record)) {
          problems.push(`${what}: a false record`);
        }
      }
    } catch (error) {
      problems.push(`${what}: ${(error as Error).message}`);
    }
    tally.count({ lost, problems });
    await Deno.remove(results, { recursive: true });
  }
}

/** Attempts of which a line is not as it was. */
function damagedAttempts(whole: Uint8Array, bytes: Uint8Array): Set<string> {
  const text = (own: Uint8Array) => new TextDecoder().decode(own);
  const left = new Set(text(bytes).split("\n").slice(0, -1));
  const lines = text(whole).trimEnd().split("\n");
  return new Set(lines.filter((line) => !left.has(line)).map((line) => JSON.parse(line).attempt));
}
