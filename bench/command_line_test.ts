import assert from "node:assert/strict";
import * as cli from "./command_line.ts";

const command = cli.defineCommand({
  name: "cook",
  summary: "Cooks.",
  flags: {
    dish: cli.text({ placeholder: "NAME", help: "what is cooked", default: "soup" }),
    heat: cli.choice(["low", "high"], { placeholder: "HEAT", help: "low | high" }),
    hours: cli.number({ above: 0, below: 24, placeholder: "H", help: "how long" }),
    plates: cli.wholeNumber({ least: 1, placeholder: "N", help: "for how many", default: 2 }),
    spices: cli.names({ placeholder: "A,B", help: "what is added", repeats: true, oneOf: ["salt", "dill"] }),
    rows: cli.wholeNumbers({ least: 0, placeholder: "N,N", help: "of the oven" }),
    silent: cli.toggle("says nothing"),
  },
  positionals: { placeholder: "GUEST…", least: 0, most: 1, missing: "" },
  async run(values, io, guests) {
    await Promise.resolve();
    if (values.dish === "bug") throw new TypeError("cannot read\n  soup");
    if (values.dish === "fire") throw new cli.CommandError("the \u001b[31mstove\u202e burns");
    if (values.dish === "clash") throw new cli.UsageError("no clash");
    io.out(JSON.stringify([values, guests]));
    return values.silent ? 3 : undefined;
  },
});

async function cook(...args: string[]): Promise<{ code: number; out: string[]; error: string[] }> {
  const [out, error]: [string[], string[]] = [[], []];
  const code = await cli.runCommand(command, args, {
    out: (line) => out.push(line),
    error: (line) => error.push(line),
  });
  return { code, out, error };
}

Deno.test("values and defaults reach the command, whose exit code is the process's", async () => {
  assert.deepEqual(await cook(), {
    code: 0,
    out: ['[{"dish":"soup","plates":2,"silent":false},[]]'],
    error: [],
  });
  const { code, out } = await cook(
    ...[
      "--dish=-x",
      "--heat",
      "high",
      "--hours",
      "1.5",
      "--plates",
      "3",
      "--spices",
      "salt",
      "--spices=dill",
    ],
    ...["--rows", "0,2", "--silent", "me"],
  );
  const values = { dish: "-x", heat: "high", hours: 1.5, plates: 3, spices: ["salt", "dill"], rows: [0, 2] };
  assert.deepEqual([code, JSON.parse(out.join())], [3, [{ ...values, silent: true }, ["me"]]]);
});

Deno.test.each<[string[], RegExp]>([
  [["--dsih", "x"], /^cook: unknown flag --dsih; did you mean --dish\? \(see deno task cook --help\)$/],
  [["-x"], /unknown flag -x \(see/],
  [["--constructor"], /unknown flag --constructor \(see/],
  [["--__proto__=x"], /unknown flag --__proto__ \(see/],
  [["--dish"], /--dish needs NAME \(see/],
  [["--dish", "--silent"], /--dish needs NAME, got the flag --silent/],
  [["--dish", ""], /--dish is empty; wanted NAME/],
  [["--dish= "], /--dish is empty/],
  [["--dish", "a", "--dish", "b"], /--dish is given 2 times/],
  [["--silent", "--silent"], /--silent is given 2 times/],
  [["--silent=yes"], /--silent takes no value, got "yes"/],
  [["--heat", "hihg"], /--heat is "hihg"; did you mean high\? \(one of: low, high\)/],
  [["--heat", "constructor"], /--heat is "constructor" \(one of: low, high\)/],
  [["--hours", "0"], /--hours is "0"; wanted a number above 0 and below 24/],
  [["--hours", "24"], /wanted a number/],
  [["--hours", "NaN"], /wanted a number/],
  [["--plates", "-1"], /--plates is "-1"; wanted a whole number of at least 1/],
  [["--plates", "1e3"], /--plates is "1e3"/],
  [["--plates", "99999999999999999"], /wanted a whole number/],
  [["--spices", "salt,,dill"], /--spices is "salt,,dill"; wanted different names, separated by commas/],
  [["--spices", "salt", "--spices", "salt"], /wanted different names/],
  [["--spices", ""], /wanted different names/],
  [["--spices", "__proto__"], /--spices is "__proto__" \(one of: salt, dill\)/],
  [["--rows", "1,"], /--rows is ""; wanted a whole number of at least 0/],
  [["--rows", "1,1"], /wanted different numbers/],
  [["me", "you"], /unexpected argument "you"/],
  [["--", "me", "--you"], /unexpected argument "--you"/],
  [["--heat", "\u001b[2J\n\u202e"], /--heat is "\\u001b\[2J\\n\\u202e"/],
  [["--dish", "clash"], /^cook: no clash \(see/],
])("%j is one line of a usage error", async (args, message) => {
  const { code, out, error } = await cook(...args);
  assert.deepEqual([code, out, error.length], [2, [], 1]);
  assert.match(error[0]!, message);
});

Deno.test("a failure is one line, and a fault of the program says where it is", async () => {
  const fire = await cook("--dish", "fire");
  assert.deepEqual(fire, { code: 1, out: [], error: ["cook: the \\u001b[31mstove\\u202e burns"] });
  const { code, error } = await cook("--dish", "bug");
  assert.equal(code, 1);
  assert.match(
    error.join("\n"),
    /^cook: TypeError: cannot read; soup \(a fault of the program, bench\/command_line_test\.ts:\d+:\d+\)$/,
  );
});

Deno.test("the help is built from the flags, in lines that fit a terminal", async () => {
  for (const flag of ["--help", "-h"]) {
    const { code, out, error } = await cook(flag, "--nonsense", "a", "b");
    assert.deepEqual([code, error], [0, []]);
    const help = out.join();
    for (const name of Object.keys(command.flags)) assert.match(help, new RegExp(`^ +--${name}\\b`, "m"));
    assert.match(help, /^Usage: deno task cook GUEST… \[flags\]\n\nCooks\.\n/);
    assert.match(help, /^ {2}--dish NAME {9}what is cooked {2}\(default soup\)$/m);
    assert.match(help, /^ {2}-h, --help {10}prints this$/m);
  }
  const long = cli.helpText({
    ...command,
    flags: { a: cli.toggle("word ".repeat(60).trim()), b: cli.toggle("b") },
  });
  const lines = long.split("\n");
  assert.ok(lines.every(({ length }) => length <= 110), long);
  assert.equal(lines.filter((line) => line.startsWith(`${" ".repeat(22)}word`)).length, 3, long);
});

Deno.test("a name is suggested only where it is near", () => {
  assert.equal(cli.didYouMean("VAE1", ["vae1", "mlp"]), "; did you mean vae1?");
  assert.equal(cli.didYouMean("x", ["rt", "lrt"]), "");
  assert.equal(cli.didYouMean("x", []), "");
  assert.equal(cli.nearestName('q"', ["rt"]), '"q\\"" (one of: rt)');
});
