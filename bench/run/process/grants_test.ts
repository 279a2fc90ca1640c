import assert from "node:assert/strict";
import { resolve } from "node:path";
import { blasCandidates, oneDnnCandidates } from "../../../estimators/backend/products/paths.ts";
import { grants } from "./grants.ts";

const env = (name: string) => ({ HOME: "/home/me" } as Record<string, string>)[name];
const of = (...args: string[]) => grants(args, { root: "/project", env });

Deno.test("each process may do what the command line names, and nothing else", () => {
  const { conductor, worker, benches, compared, timed } = of(
    "--results",
    "/r",
    "--data-dir=/data",
    "--blas",
    "/lib/b.so",
    "--jobs",
    "2",
  );
  assert.deepEqual(conductor, [
    "--allow-read=/project,/r",
    "--allow-write=/r",
    "--allow-sys=cpus,systemMemoryInfo,osRelease",
  ]);
  assert.deepEqual(worker, [
    "--allow-read=/project,/r/checkpoints,/data,/home/me/.cache/r2g2-bench",
    "--allow-write=/r/checkpoints",
    "--allow-env=HOME,XDG_CACHE_HOME",
    "--allow-ffi=/lib/b.so",
  ]);
  assert.deepEqual(compared, ["--allow-read=/project", "--allow-sys=cpus,loadavg"]);
  for (const each of [benches, timed]) {
    assert.deepEqual(each, ["--allow-read=/project", "--allow-ffi=/lib/b.so"]);
  }
});

Deno.test("who plans and who computes may read the folders of plugins, and nobody else", () => {
  const all = of("--plugin", "/p/a.ts", "--plugin=/q/b.ts", "--results", "/r");
  assert.ok(all.conductor.includes("--allow-read=/project,/p,/q,/r"));
  assert.ok(all.worker.includes("--allow-read=/project,/p,/q,/r/checkpoints,/home/me/.cache/r2g2-bench"));
  assert.ok(![...all.benches, ...all.timed].some((flag) => /,\/[pq](,|$)/.test(flag)));
});

Deno.test("the defaults are granted where nothing is named, and no library where none is wanted", () => {
  const here = resolve("results");
  assert.ok(of().conductor.includes(`--allow-write=${here}`));
  assert.ok(of().worker.includes(`--allow-ffi=${blasCandidates().join(",")}`));
  assert.ok(of("--blas", "onednn").worker.includes(`--allow-ffi=${oneDnnCandidates().join(",")}`));
  const flags = Object.values(of("--blas=off")).flat();
  assert.ok(!flags.some((flag) => flag.startsWith("--allow-ffi")));
  const cached = grants([], {
    root: "/project",
    env: (name) => name === "XDG_CACHE_HOME" ? "/cache" : undefined,
  });
  assert.match(cached.worker.join(" "), /,\/cache\/r2g2-bench /);
});

Deno.test("nobody but the launcher may run programs, except Slurm's where the run is on Slurm; nobody has the network", () => {
  const every = [
    of(),
    of("--launcher", "slurm"),
    of("--results"),
    of("--blas"),
    of("--results=a", "--nonsense"),
  ];
  const flags = every.flatMap((each) => Object.values(each).flat());
  assert.deepEqual(flags.filter((flag) => flag.startsWith("--allow-run")), ["--allow-run=sbatch,squeue"]);
  assert.ok(
    flags.every((flag) => /^--allow-(read|write|env|sys|run|ffi)=./.test(flag)),
    "a right without a limit",
  );
});

Deno.test("a folder whose path has a comma, which a list of rights cannot hold, is granted by one above it", () => {
  assert.ok(of("--results", "/home/a,b/r").conductor.includes("--allow-write=/home"));
});
