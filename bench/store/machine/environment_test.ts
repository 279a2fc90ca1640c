import assert from "node:assert/strict";
import { describeEnvironment } from "./environment.ts";
import { gitCommit } from "./git_commit.ts";
import { withFolder } from "../testing.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const layouts: Record<string, { files: Record<string, string>; expected: string }> = {
  "a loose branch": {
    files: { ".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": `${commit}\n` },
    expected: commit,
  },
  "a packed branch": {
    files: {
      ".git/HEAD": "ref: refs/heads/a/b\n",
      ".git/packed-refs": `# pack-refs with: peeled\n${
        "f".repeat(40)
      } refs/remotes/x/refs/heads/a/b\n${commit} refs/heads/a/b\n`,
    },
    expected: commit,
  },
  "a detached head": { files: { ".git/HEAD": `${commit}\n` }, expected: commit },
  "a linked working tree": {
    files: {
      ".git": "gitdir: main/worktrees/w\n",
      "main/worktrees/w/HEAD": "ref: refs/heads/w\n",
      "main/worktrees/w/commondir": "../..\n",
      "main/refs/heads/w": `${commit}\n`,
    },
    expected: commit,
  },
  "a branch without commits": { files: { ".git/HEAD": "ref: refs/heads/main\n" }, expected: "unknown" },
  "no repository": { files: { "README.md": "" }, expected: "unknown" },
};
for (const [name, { files, expected }] of Object.entries(layouts)) {
  Deno.test(`the commit of ${name}`, () =>
    withFolder(async (folder) => {
      for (const [path, text] of Object.entries(files)) {
        await Deno.mkdir(`${folder}/${path}/..`.replace(/\/[^/]+\/\.\.$/, ""), { recursive: true });
        await Deno.writeTextFile(`${folder}/${path}`, text);
      }
      assert.equal(await gitCommit(folder), expected);
    }));
}

Deno.test("one machine has one id, and the caller's facts are part of it", async () => {
  const [first, second, other] = await Promise.all(
    ["wasm", "wasm", "cpu"].map((backend) => describeEnvironment({ extra: { backend } })),
  );
  assert.deepEqual(first, second);
  assert.notEqual(first?.id, other?.id);
  assert.equal(first?.description["deno"], Deno.version.deno);
});

Deno.test({
  name: "facts that are not permitted are said to be so, without a prompt",
  permissions: { read: false, sys: false },
  fn: async () => {
    const { description } = await describeEnvironment();
    const facts = ["cpu", "memoryBytes", "osRelease"].map((fact) => description[fact]);
    assert.deepEqual(facts, Array(3).fill("not permitted"));
  },
});
