import assert from "node:assert/strict";
import { Browser } from "../../../reports/testing/browser.ts";
import { findBrowser } from "../../../reports/testing/find_browser.ts";

const root = new URL("../../..", import.meta.url).pathname;
const here = `${root}docs/guide/install`;
/** Bytes of the tarball: records, page and docs stay out of it. */
const LARGEST = 1.5e6;

/** What a program printed. @throws {Error} with all of it where it failed. */
async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], cwd }).output();
  const [out, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(`${command} ${args.join(" ")} failed:\n${errors}\n${out}`);
  return out!;
}

/** Why there can be no installation; undefined where there can. */
async function missing(): Promise<string | undefined> {
  for (const command of ["npm", "node"]) {
    const { state } = await Deno.permissions.query({ name: "run", command });
    if (state !== "granted") return `no permission to run ${command}`;
    try {
      await run(command, ["--version"], root);
    } catch {
      return `no ${command} on this machine`;
    }
  }
  return await run("npm", ["view", "esbuild", "version"], root).then(
    () => undefined,
    () => "npm has no network",
  );
}

const without = await missing();
const found = await findBrowser();
const name = (what: string, why: string | undefined) => why === undefined ? what : `${what} (${why})`;

/** A user's folder with the package in it; made once, by whoever needs it first. */
let installed: Promise<string> | undefined;

async function install(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "r2g2-install-" });
  const tarball = `${folder}/r2g2-bench.tgz`;
  await run("deno", ["task", "pack"], root);
  await Deno.copyFile(`${root}/r2g2-bench.tgz`, tarball); // which may lie on another disk
  await Deno.remove(`${root}/r2g2-bench.tgz`);
  await Deno.writeTextFile(`${folder}/package.json`, JSON.stringify({ type: "module", private: true }));
  for (const file of ["example.ts", "page.ts"]) await Deno.copyFile(`${here}/${file}`, `${folder}/${file}`);
  const others = ["@tensorflow/tfjs@4.22.0", "typescript@5.9", "esbuild@0.25"];
  await run("npm", ["install", "--no-fund", "--no-audit", "--prefer-offline", tarball, ...others], folder);
  return folder;
}

const folder = (): Promise<string> => installed ??= install();

Deno.test({
  name: name("the package has no records, page or docs, and no more than 1.5 MB", without),
  ignore: without !== undefined,
  async fn() {
    const path = `${await folder()}/r2g2-bench.tgz`;
    const names = (await run("tar", ["--list", "--file", path], root)).trim().split("\n");
    assert.ok(names.includes("package/mod.js") && names.includes("package/mod.d.ts"));
    const odd = names.filter((name) =>
      /^package\/(docs|reports|site|results)\/|_test|(?<!\.d)\.ts$/.test(name)
    );
    assert.deepEqual(odd, []);
    const { size } = await Deno.stat(path);
    assert.ok(size <= LARGEST, `${size} bytes`);
  },
});

Deno.test({
  name: name("in plain Node a user's program has the numbers that it has in Deno", without),
  ignore: without !== undefined,
  async fn() {
    const own = await folder();
    await run("npx", ["esbuild", "example.ts", "--outfile=example.js"], own);
    const inNode = JSON.parse(await run("node", ["example.js"], own));
    const inDeno = JSON.parse(
      await run("deno", ["run", "--no-prompt", "--allow-read", "--allow-env", `${here}/example.ts`], root),
    );
    assert.ok(inNode.estimators.length > 5);
    assert.ok(Number.isFinite(inNode.cpu.mean) && Number.isFinite(inNode.wasm.mean));
    assert.deepEqual(inNode, inDeno);
  },
});

Deno.test({
  name: name("TypeScript finds the types of every door, strictly", without),
  ignore: without !== undefined,
  async fn() {
    const own = await folder();
    const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2024"];
    const modules = ["--module", "nodenext", "--types", "node"];
    await run("npx", ["tsc", ...options, ...modules, "--skipLibCheck", "example.ts", "page.ts"], own);
    // Without skipLibCheck the declarations are checked too; those of tfjs 4.22 have errors of their own.
    const all = await run("npx", ["tsc", ...options, ...modules, "example.ts", "page.ts"], own).catch(String);
    assert.deepEqual(all.split("\n").filter((line) => line.includes("@r2g2/")), []);
  },
});

const withoutBrowser = without ?? ("missing" in found ? found.missing : undefined);

Deno.test({
  name: name("a bundle for browsers computes the same gradient on each backend", withoutBrowser),
  ignore: withoutBrowser !== undefined,
  async fn(t) {
    if (!("path" in found)) return;
    const own = await folder();
    await run("npx", ["esbuild", "page.ts", "--bundle", "--minify", "--outfile=page.js"], own);
    await Deno.writeTextFile(`${own}/index.html`, `<!doctype html><script src="page.js"></script>`);
    await using browser = await Browser.start(found.path, { graphics: true });
    await using page = await browser.open(`file://${own}/index.html`, { width: 800, height: 600 });
    const on = async (backend: string) =>
      await page.evaluate(`gradientOn("${backend}")`) as { name: string; gradient: number };
    const cpu = await on("cpu");
    assert.ok(cpu.gradient > 0.1, JSON.stringify(cpu));
    const gpu = await page.evaluate("navigator.gpu?.requestAdapter().then((adapter) => adapter !== null)");
    for (const [backend, there] of [["webgl", true], ["webgpu", gpu === true]] as const) {
      await t.step({
        name: there ? backend : `${backend} (this browser has no adapter)`,
        ignore: !there,
        async fn() {
          const { name, gradient } = await on(backend);
          assert.equal(name, backend);
          assert.ok(Math.abs(gradient / cpu.gradient - 1) < 1e-3, `${gradient}, on cpu ${cpu.gradient}`);
        },
      });
    }
  },
});

Deno.test({
  name: "the installation is removed",
  ignore: without !== undefined,
  async fn() {
    if (installed !== undefined) await Deno.remove(await installed, { recursive: true });
  },
});
