/**
 * Makes the tarball that `deno pack` wrote one for npm: TensorFlow.js is the user's own, sources stay out.
 *
 * tfjs keeps its backends in one place of a program, so there must be one copy of it: a peer dependency.
 * @module
 */

/** What a program brings along; the second only for the backend of its name. */
const PEERS = { "@tensorflow/tfjs": "^4.22.0", "@tensorflow/tfjs-node-gpu": "^4.22.0" };

const [tarball = "r2g2-bench.tgz"] = Deno.args;
const folder = await Deno.makeTempDir();
try {
  await tar("--extract", "--file", tarball, "--directory", folder);
  const path = `${folder}/package/package.json`;
  const found = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(
    path,
    JSON.stringify(
      {
        ...found,
        description: "Monte-Carlo gradient estimators of latent-Gaussian models, and tools to compare them",
        engines: { node: ">=20.16" },
        peerDependencies: PEERS,
        peerDependenciesMeta: { "@tensorflow/tfjs-node-gpu": { optional: true } },
      },
      undefined,
      2,
    ),
  );
  await removeSources(`${folder}/package`);
  await tar("--create", "--gzip", "--file", tarball, "--directory", folder, "package");
} finally {
  await Deno.remove(folder, { recursive: true });
}
// deno-lint-ignore no-console
console.log(`${tarball}: npm install ${tarball} @tensorflow/tfjs`);

/** Removes what was not compiled, since no door reaches it. */
async function removeSources(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await removeSources(`${folder}/${name}`);
    else if (name.endsWith(".ts") && !name.endsWith(".d.ts")) await Deno.remove(`${folder}/${name}`);
  }
}

async function tar(...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("tar", { args: [...args] }).output();
  if (!success) throw new Error(`tar: ${new TextDecoder().decode(stderr)}`);
}
