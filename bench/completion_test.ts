import assert from "node:assert/strict";
import config from "../deno.json" with { type: "json" };
import * as cli from "./command_line.ts";
import { flagTexts } from "./rights/flag_texts.ts";

const command = cli.defineCommand({
  name: "keep",
  summary: "Keeps.",
  flags: {
    out: cli.text({ placeholder: "DIR", help: "the owner's folder" }),
    heat: cli.choice(["low", "high"], { placeholder: "HEAT", help: "low | high" }),
  },
  async run({ out }, io) {
    io.error("notice: on the way");
    if (out === "none") throw new cli.CommandError("no folder");
    io.out(await Promise.resolve(`kept in ${out}`));
  },
});

async function keep(...args: string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const io = { out: (line: string) => void out.push(line), error: (line: string) => void error.push(line) };
  return { code: await cli.runCommand(command, args, io), out, error };
}

Deno.test("every command has a version, and quiet leaves results and errors", async () => {
  assert.deepEqual((await keep("-V")).out, [`keep ${config.version}`]);
  assert.deepEqual(await keep("-o", "here"), {
    code: 0,
    out: ["kept in here"],
    error: ["notice: on the way"],
  });
  assert.deepEqual(await keep("-q", "-o", "here"), { code: 0, out: ["kept in here"], error: [] });
  assert.deepEqual(await keep("--quiet", "--out=none"), { code: 1, out: [], error: ["keep: no folder"] });
});

Deno.test("rights are read from short flags as the command reads them", () => {
  const { list, last } = flagTexts(["-o", "a", "-r", "b,c"], ["out", "results"]);
  assert.deepEqual([last("out"), list("results")], ["a", ["b", "c"]]);
});

/** What bash offers after these words, the last of which is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const [script] = (await keep("--completion", "bash")).out;
  const [last, before] = [words.at(-1), words.at(-2)];
  const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})\n_r2g2 deno '${last}' '${before}'`;
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", `${script}\n${ask}\nprintf '%s\\n' "\${COMPREPLY[@]}"`],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
}

const { state } = Deno.permissions.querySync({ name: "run", command: "bash" });
Deno.test({
  name: "bash completes a task's flags and their values, and other tasks' not",
  ignore: state !== "granted" || Deno.build.os === "windows",
  async fn() {
    assert.deepEqual(await offered("deno", "task", "keep", "--he"), ["--heat", "--help"]);
    assert.deepEqual(await offered("deno", "task", "keep", "--heat", ""), ["low", "high"]);
    assert.deepEqual(await offered("deno", "task", "other", "--he"), []);
  },
});

Deno.test("fish and zsh get scripts of their own", async () => {
  const [fish] = (await keep("--completion=fish")).out;
  assert.match(fish!, /-l out -s o -r -d 'the owner\\'s folder'/);
  assert.match(fish!, /-l heat -r -f -a 'low high'/);
  const [zsh] = (await keep("--completion=zsh")).out;
  assert.match(zsh!, /^autoload -U \+X bashcompinit && bashcompinit\n_r2g2_keep\(\)/);
  assert.match((await keep("--completion", "tcsh")).error[0]!, /wanted one of bash, zsh, fish|did you mean/);
});
