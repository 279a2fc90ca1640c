/**
 * Malformed files of gradient samples (npy, csv, tsv, jsonl) and of data sets (idx, mat5, tar, gz): each is refused in
 * one line, or is a good file all the same.
 * @module
 */
import { gzip, idxFile, mat5File, matMatrix, tarFile } from "../../../models/datasets/fixtures.ts";
import { npy } from "../../audit/testing.ts";
import type { Draws } from "../draws.ts";
import { CommandClient, type CommandSource } from "../malformed/command_client.ts";
import { mutated } from "../malformed/mutate.ts";
import { refusalProblems } from "../one_line.ts";
import type { FaultRow, RowContext, Tally } from "../tally.ts";

const TRIES = [1200, 350] as const;

/** Exit codes of a file that was read: fine; biased, or too few draws to say. */
const READ: readonly number[] = [0, 3];

/** How files of a kind are read. */
interface Reading {
  readonly source: CommandSource;
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Files that contradict themselves, made as such. */
  readonly made: Readonly<Record<string, (draws: Draws) => Uint8Array>>;
  readonly argsOf: (path: string, good: string) => string[];
}

/** Samples for `deno task audit`. */
export const sampleFiles: FaultRow = {
  name: "sample-files",
  what: "malformed files of samples: npy, csv, tsv, jsonl",
  seconds: [8, 2],
  run: (tally, context) => readAll(tally, context, samples(context.draws.apart("good"))),
};

/** Files of data sets. */
export const dataFiles: FaultRow = {
  name: "data-files",
  what: "malformed files of data sets: idx, mat5, tar, gz",
  seconds: [12, 3],
  run: (tally, context) => readAll(tally, context, data(context.draws.apart("good"))),
};

async function readAll(tally: Tally, context: RowContext, reading: Reading): Promise<void> {
  const { folder, draws, short, late } = context;
  await using command = new CommandClient(reading.source, folder);
  for (const [name, bytes] of Object.entries(reading.files)) {
    const good = `${folder}/good.${name}`;
    await Deno.writeFile(good, bytes);
    const { code, error } = await command.run(reading.argsOf(good, good));
    if (!READ.includes(code)) throw new Error(`the good file of ${name} was refused: ${error}`);
  }
  while (tally.tried < TRIES[short ? 1 : 0] && !late()) {
    const name = draws.pick(Object.keys(reading.files));
    const path = `${folder}/bad.${name}`;
    const made = reading.made[name];
    const bytes = made !== undefined && draws.below(3) === 0 ? made(draws) : reading.files[name]!;
    await Deno.writeFile(path, bytes === reading.files[name] ? mutated(new Uint8Array(bytes), draws) : bytes);
    const number = tally.tried;
    let refused = true;
    const ask = async () => {
      const answer = await command.run(reading.argsOf(path, `${folder}/good.${name}`));
      refused = !READ.includes(answer.code) && answer.error !== "";
      return refused ? refusalProblems(answer) : [];
    };
    await tally.try(`${name} number ${number}`, ask);
    if (!refused) tally.tried = number, tally.passed--; // a good file still: no try
  }
}

function samples(draws: Draws): Reading {
  const rows = Array.from({ length: 40 }, () => Array.from({ length: 3 }, () => draws.unit() - 0.5));
  const text = (separator: string) =>
    new TextEncoder().encode(
      ["a", "b", "c"].join(separator) + "\n" + rows.map((row) => row.join(separator)).join("\n"),
    );
  return {
    source: { module: "bench/commands/audit.ts", name: "auditCommand" },
    files: {
      npy: npy({ shape: "(40, 3)", data: Float32Array.from(rows.flat()) }),
      csv: text(","),
      tsv: text("\t"),
      jsonl: new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join("\n")),
    },
    made: { npy: contradictoryNpy },
    argsOf: (path, good) => [path, "--against", good],
  };
}

function data(draws: Draws): Reading {
  const idx = idxFile(8, [3, 4, 4], [...draws.bytes(48)]);
  const matrix = matMatrix("data", { shape: [4, 3], type: 2, values: draws.bytes(12) });
  return {
    source: { module: "bench/faults/malformed/read_data.ts", name: "readDataCommand" },
    files: {
      idx,
      gz: gzip(idx),
      mat: mat5File([matrix], { compressed: true }),
      tar: tarFile([{ name: "a", bytes: draws.bytes(600) }, { name: "b", bytes: idx }]),
    },
    made: { idx: contradictoryIdx, mat: contradictoryMat },
    argsOf: (path) => [path, "--format", path.slice(path.lastIndexOf(".") + 1)],
  };
}

/** Axes that promise more, or less, than any file holds. */
const LENGTHS = [0, 1, 3, 40, 65_537, 100_000_000, 2 ** 31, 2 ** 32 - 1] as const;

function lengths(draws: Draws): number[] {
  if (draws.below(4) === 0) return draws.pick([[100_000_000, 0], [0, 100_000_000]]); // many rows, no bytes
  return Array.from({ length: 1 + draws.below(3) }, () => draws.pick(LENGTHS));
}

/** One field is wrong at a time, so that a reader gets as far as the next. */
function contradictoryNpy(draws: Draws): Uint8Array {
  const usually = <T>(right: T, ...wrong: readonly T[]) => draws.below(6) > 0 ? right : draws.pick(wrong);
  return npy({
    shape: usually(`(${lengths(draws).join(", ")},)`, "()", "(-3,)", "(3.5,)", "3", "(1e9, 0)"),
    data: new Float32Array(draws.pick([0, 0, 1, 3])),
    descr: usually("<f4", "<f8", ">f4", "|O", "<i8", "constructor"),
    order: usually("False", "True"),
    version: usually(1, 0, 2, 3, 4),
    padding: draws.below(70),
  });
}

function contradictoryIdx(draws: Draws): Uint8Array {
  return idxFile(draws.pick([8, 8, 8, 11, 255]), lengths(draws), [...draws.bytes(draws.below(60))]);
}

function contradictoryMat(draws: Draws): Uint8Array {
  const matrix = matMatrix(draws.pick(["data", "", "other"]), {
    shape: lengths(draws),
    type: draws.below(20),
    values: draws.bytes(draws.below(30)),
    arrayClass: draws.below(20),
    flags: draws.below(256),
  });
  return mat5File(Array.from({ length: 1 + draws.below(2) }, () => matrix));
}
