/**
 * A command that reads one file of a data set's format, as the data sets do once a file's hash is verified.
 * @module
 */
import { DataError } from "../../../models/mod.ts";
import { gunzip } from "../../../models/datasets/formats/gzip.ts";
import { parseIdx } from "../../../models/datasets/formats/idx.ts";
import { readMat5 } from "../../../models/datasets/formats/mat5.ts";
import { readTar } from "../../../models/datasets/formats/tar.ts";
import { choice, CommandError, defineCommand } from "../../command_line.ts";

const READERS = {
  gz: gunzip,
  idx: (bytes: Uint8Array, source: string) => parseIdx(bytes, { source, axes: 3 }),
  mat: (bytes: Uint8Array, source: string) => readMat5(bytes, { source, names: ["data"] }),
  tar: readTar,
} as const;

/** Kinds of files. */
export const DATA_FORMATS = ["gz", "idx", "mat", "tar"] as const;

/** Reads a file of a data set. */
export const readDataCommand = defineCommand({
  name: "read-data",
  summary: "Reads one file of a data set's format.",
  flags: { format: choice(DATA_FORMATS, { placeholder: "NAME", help: "its format (default idx)" }) },
  positionals: { placeholder: "FILE", least: 1, most: 1, missing: "name a file" },
  async run({ format = "idx" }, _io, [path]) {
    try {
      READERS[format](await Deno.readFile(path!), path!);
    } catch (error) {
      throw error instanceof DataError ? new CommandError(error.message) : error;
    }
  },
});
