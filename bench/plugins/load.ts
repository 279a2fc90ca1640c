/**
 * `--plugin FILE`: modules of a user that register estimators, models, data sets and experiments.
 *
 * Every process of a run loads them: the one that plans, and the workers. What a plan keeps of one is its mark: the hash
 * of its file is part of the run's identity, so that a changed plugin makes another run.
 * @module
 */
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { estimatorNames, getEstimator } from "../../estimators/mod.ts";
import { datasetNames, modelNames } from "../../models/mod.ts";
import { CommandError, UsageError } from "../command_line.ts";
import { registeredExperiments } from "../experiments/registered.ts";
import { sha256 } from "../store/mod.ts";
import type { PluginMark } from "./mark.ts";

/** Modules are loaded once in a process, and so are their marks made. */
const loaded = new Map<string, PluginMark>();

/**
 * Loads modules in their order.
 *
 * @throws {UsageError} for a file that does not exist or registers nothing.
 * @throws {CommandError} for a module that fails, in one line with its name.
 *
 * Permissions: read on the modules' folders.
 */
export async function loadPlugins(paths: readonly string[]): Promise<PluginMark[]> {
  const marks: PluginMark[] = [];
  for (const path of paths) marks.push(await loadPlugin(resolve(path), path)); // in turn: what one has, another may use
  const twice = marks.find((mark, i) => marks.indexOf(mark) < i);
  if (twice !== undefined) throw new UsageError(`--plugin names ${twice.file} twice`);
  return marks;
}

async function loadPlugin(path: string, asked: string): Promise<PluginMark> {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const before = names();
  const sha = await hashOf(path, asked);
  try {
    await import(pathToFileURL(path).href);
  } catch (error) {
    const line = error instanceof Error ? error.message : String(error);
    throw new CommandError(`plugin ${asked} failed: ${line}`, { cause: error });
  }
  const after = names();
  const added = (kind: keyof typeof before) => after[kind].filter((name) => !before[kind].includes(name));
  const mark: PluginMark = {
    file: basename(path),
    sha256: sha,
    estimators: Object.fromEntries(added("estimators").map((name) => [name, getEstimator(name).label])),
    models: added("models"),
    datasets: added("datasets"),
    experiments: Object.fromEntries(
      added("experiments").map((name) => [name, registeredExperiments().get(name)!.settings]),
    ),
  };
  if (
    (["estimators", "models", "datasets", "experiments"] as const).every((kind) => added(kind).length === 0)
  ) {
    throw new UsageError(`plugin ${asked} registers nothing; wanted a call of registerEstimator or the like`);
  }
  loaded.set(path, mark);
  return mark;
}

function names() {
  return {
    estimators: estimatorNames(),
    models: modelNames(),
    datasets: datasetNames(),
    experiments: [...registeredExperiments().keys()],
  };
}

async function hashOf(path: string, asked: string): Promise<string> {
  try {
    return sha256(await Deno.readFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new UsageError(`plugin ${asked} does not exist`);
    if (error instanceof Deno.errors.IsADirectory) {
      throw new UsageError(`plugin ${asked} is a folder; wanted a file`);
    }
    throw error;
  }
}
