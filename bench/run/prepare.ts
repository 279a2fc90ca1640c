/**
 * What a process needs before it can run jobs: a backend and a data set.
 * @module
 */
import { type BackendInfo, type ProductChoice, useBackend } from "../../estimators/mod.ts";
import { type ImageDataset, loadDataset } from "../../models/mod.ts";
import { loadPlugins } from "../plugins/load.ts";
import { requireSame } from "../plugins/mark.ts";
import type { RunRequest } from "./plan.ts";

/** Settings that a worker shares with its parent. */
export interface Preparation {
  readonly request: RunRequest;
  readonly dataset: string;
  readonly dataDir?: string;
  readonly backend: "auto" | "wasm" | "cpu" | "webgpu" | "tensorflow";
  readonly blas: string;
  /** Paths of modules that register more. @default none */
  readonly plugins?: readonly string[];
  /** Which library takes which products. @default one takes all */
  readonly products?: ProductChoice | "measure";
}

/** Backend and data set, ready. @param notice receives one line for each thing that was done without. */
export async function prepare(
  preparation: Preparation,
  notice: (line: string) => void = () => {},
): Promise<{ info: BackendInfo; dataset: ImageDataset }> {
  const { dataset, dataDir, plugins = [], request } = preparation;
  requireSame(await loadPlugins(plugins), request.plugins);
  const info = await activate(preparation, notice);
  const loaded = await loadDataset(dataset, { offline: true, ...(dataDir === undefined ? {} : { dataDir }) });
  return { info, dataset: loaded };
}

/** The backend alone, ready. */
export async function activate(
  { request, backend, blas, products }: Preparation,
  notice: (line: string) => void,
): Promise<BackendInfo> {
  const { threads } = request;
  return await useBackend(backend, { blas, notice, threads, ...(products !== undefined && { products }) });
}
