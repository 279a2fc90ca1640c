import assert from "node:assert/strict";
import { codeChanges, codeState, isIntact } from "./code.ts";
import { describeEnvironment } from "./mod.ts";
import { withFolder } from "./testing.ts";

/** A project in small. */
async function project(folder: string): Promise<void> {
  for (const name of ["estimators/testing", "models", "bench/run"]) {
    await Deno.mkdir(`${folder}/${name}`, { recursive: true });
  }
  const files = ["deno.lock", "README.md", "estimators/r2g2.ts", "estimators/r2g2_test.ts", "models/vae.ts"];
  const others = [
    "estimators/testing/sites.ts",
    "bench/run/plan.ts",
    "bench/run/testing.ts",
    "bench/run/x_bench.ts",
  ];
  for (const file of [...files, ...others]) await Deno.writeTextFile(`${folder}/${file}`, file);
}

Deno.test("a state is that of the sources alone, whatever the folder", () =>
  withFolder(async (folder) => {
    await project(folder);
    const first = await codeState(folder);
    assert.deepEqual(Object.keys(first.sources), [
      "bench/run/plan.ts",
      "deno.lock",
      "estimators/r2g2.ts",
      "models/vae.ts",
    ]);
    assert.ok(isIntact(first));
    for (
      const test of ["estimators/r2g2_test.ts", "bench/run/testing.ts", "README.md", "bench/run/x_bench.ts"]
    ) {
      await Deno.writeTextFile(`${folder}/${test}`, "changed");
    }
    assert.equal((await codeState(folder)).id, first.id);
    await withFolder(async (other) => {
      await project(other);
      assert.equal((await codeState(other)).id, first.id);
    });
  }));

Deno.test("a commit that changes no source leaves code and machine what they were", () =>
  withFolder(async (folder) => {
    await project(folder);
    const states = [];
    for (const commit of ["1".repeat(40), "2".repeat(40)]) {
      const { description, id: machine } = await describeEnvironment();
      const { id, ...state } = await codeState(folder, { commit, dirty: false });
      assert.deepEqual([state.commit, description["commit"]], [commit, undefined]);
      states.push([id, machine]);
    }
    assert.deepEqual(states[0], states[1]);
  }));

Deno.test("a changed, a new and a removed source each give another state, and are named", () =>
  withFolder(async (folder) => {
    await project(folder);
    const first = await codeState(folder);
    await Deno.writeTextFile(`${folder}/models/vae.ts`, "learningRate: 3e-4");
    const changed = await codeState(folder);
    assert.notEqual(changed.id, first.id);
    assert.equal(codeChanges(first, changed), "models/vae.ts");
    await Deno.writeTextFile(`${folder}/bench/new.ts`, "");
    await Deno.remove(`${folder}/estimators/r2g2.ts`);
    const later = await codeState(folder);
    assert.equal(codeChanges(first, later), "bench/new.ts, estimators/r2g2.ts, models/vae.ts");
    for (const name of ["a", "b", "c"]) await Deno.writeTextFile(`${folder}/models/${name}.ts`, "");
    assert.equal(
      codeChanges(first, await codeState(folder)),
      "bench/new.ts, estimators/r2g2.ts, models/a.ts, 3 more files",
    );
    assert.equal(codeChanges(first, { ...first, deno: "9.0.0" }), `Deno ${first.deno} is now 9.0.0`);
    assert.ok(!isIntact({ ...first, sources: later.sources }));
  }));

const git = Deno.permissions.querySync({ name: "run", command: "git" }).state === "granted";

Deno.test({
  name: `git says whether the sources are those of a commit${git ? "" : " (skipped: no --allow-run=git)"}`,
  ignore: !git,
  fn: () =>
    withFolder(async (folder) => {
      await project(folder);
      assert.ok(!("dirty" in await codeState(folder)), "no repository");
      const run = async (...args: string[]) => {
        const { success } = await new Deno.Command("git", {
          args: ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org", ...args],
          stdout: "null",
          stderr: "null",
        }).output();
        assert.ok(success, args.join(" "));
      };
      await run("init");
      await run("add", ".");
      await run("commit", "-m", "a");
      const dirty = async () => (await codeState(folder)).dirty;
      assert.ok(await dirty() === false);
      await Deno.writeTextFile(`${folder}/README.md`, "changed");
      assert.ok(await dirty() === false, "no source");
      await Deno.writeTextFile(`${folder}/models/vae.ts`, "changed");
      assert.ok(await dirty());
      await run("add", ".");
      assert.ok(await dirty(), "staged is not committed");
    }),
});

Deno.test("this project's state covers its rooms", async () => {
  const { sources } = await codeState();
  for (const path of ["bench/store/code.ts", "estimators/r2g2.ts", "models/zoo.ts", "deno.lock"]) {
    assert.match(sources[path] ?? "", /^[0-9a-f]{16}$/, path);
  }
  assert.ok(!Object.keys(sources).some((path) => /test/.test(path)));
});
