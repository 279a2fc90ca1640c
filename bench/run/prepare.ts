/**
 * What a process needs before it can run jobs: a backend and a data set.
 * @module
 */
import { type BackendInfo, useBackend } from "../../estimators/mod.ts";
import { type ImageDataset, loadDataset } from "../../models/mod.ts";
import type { RunRequest } from "./plan.ts";

/** Settings that a worker shares with its parent. */
export interface Preparation {
  readonly request: RunRequest;
  readonly dataset: string;
  readonly dataDir?: string;
  readonly backend: "auto" | "wasm" | "cpu" | "webgpu" | "tensorflow";
  readonly blas: string;
}

/** Backend and data set, ready. @param notice receives one line for each thing that was done without. */
export async function prepare(
  { request, dataset, dataDir, backend, blas }: Preparation,
  notice: (line: string) => void = () => {},
): Promise<{ info: BackendInfo; dataset: ImageDataset }> {
  const info = await useBackend(backend, { blas, notice, threads: request.threads });
  const loaded = await loadDataset(dataset, { offline: true, ...(dataDir === undefined ? {} : { dataDir }) });
  return { info, dataset: loaded };
}
