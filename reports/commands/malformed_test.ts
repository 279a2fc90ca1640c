import assert from "node:assert/strict";
import { type Command, type Flags, runCommand } from "../../bench/command_line.ts";
import { readmeCommand } from "./readme.ts";
import { reportCommand } from "./report.ts";

const COMMANDS: Readonly<Record<string, Command<Flags>>> = {
  report: reportCommand as unknown as Command<Flags>,
  readme: readmeCommand as unknown as Command<Flags>,
};

Deno.test.each<[name: string, args: string[], said: RegExp]>([
  ["report", ["--reslts", "x"], /unknown flag --reslts; did you mean --results\?/],
  ["report", ["--outt=x"], /unknown flag --outt; did you mean --out\?/],
  ["report", ["-c"], /unknown flag -c/],
  ["report", ["results"], /unexpected argument "results"/],
  ["report", ["--out"], /--out needs DIR/],
  ["report", ["--out", ""], /--out is empty/],
  ["report", ["--out", "a", "--out", "b"], /--out is given 2 times/],
  ["report", ["--out", "--check"], /--out needs DIR, got the flag --check/],
  ["report", ["--results="], /--results is ""; wanted different names/],
  ["report", ["--results", "a", "--results", "a"], /--results is "a,a"; wanted different names/],
  ["report", ["--compare", ","], /--compare is ","; wanted different names/],
  ["report", ["--fail-on", "regresion", "--compare", "x"], /--fail-on is "regresion".*regression/],
  ["report", ["--fail-on", "bias,regression"], /--fail-on regression needs --compare DIR/],
  ["report", ["--fail-on", "bias", "--json"], /--fail-on judges a report/],
  ["report", ["--fail-on", "bias", "--results", "/no/such/folder"], /--results: .*\/no\/such\/folder/],
  ["report", ["--results", "docs/results/layers", "--compare", "/no/such/folder"], /--compare: .*such/],
  ["report", ["--check=yes"], /--check takes no value, got "yes"/],
  ["report", ["--answer", "--check"], /wanted one of them/],
  ["report", ["--constructor"], /unknown flag --constructor/],
  ["readme", ["docs"], /unexpected argument "docs"/],
  ["readme", ["--out", "x"], /unknown flag --out/],
])("%s %j: one line, exit code 2", async (name, args, said) => {
  const lines: string[] = [];
  const out = (line: string) => assert.fail(line);
  assert.equal(await runCommand(COMMANDS[name]!, args, { out, error: (line) => lines.push(line) }), 2);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, said);
  assert.match(lines[0]!, new RegExp(`^${name}: [^\\n]+ \\(see deno task ${name} --help\\)$`));
});

Deno.test.each(Object.keys(COMMANDS))("%s has a help", async (name) => {
  const lines: string[] = [];
  const io = { out: (line: string) => lines.push(line), error: (line: string) => assert.fail(line) };
  assert.equal(await runCommand(COMMANDS[name]!, ["-h"], io), 0);
  assert.match(lines.join("\n"), new RegExp(`^Usage: deno task ${name} \\[flags\\]`));
});
