import assert from "node:assert/strict";

const FOLDER = new URL("./", import.meta.url).pathname;

/** Runs the only example of a page, as `deno task test` would. */
async function example(code: string): Promise<{ success: boolean; said: string }> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/page.md`, "```ts\n" + code + "\n```\n");
    const { success, stdout } = await new Deno.Command("deno", {
      args: ["test", "--doc", "--no-check", `--preload=${FOLDER}examples.ts`, "page.md"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    return { success, said: new TextDecoder().decode(stdout) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("an example whose assertion does not hold fails", async () => {
  const { success, said } = await example('console.assert(1 + 1 === 3, "sum");');
  assert.ok(!success);
  assert.match(said, /assertion failed sum/);
});

Deno.test("an example whose assertion holds passes", async () => {
  assert.ok((await example("console.assert(1 + 1 === 2);")).success);
});

Deno.test("the task runs examples in that way", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${FOLDER}../deno.json`));
  assert.match(tasks.test.command, /^deno test --doc --preload=docs\/examples\.ts /);
});
