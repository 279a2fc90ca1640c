import assert from "node:assert/strict";
import { Draws } from "../draws.ts";
import { malformedLine } from "./flags.ts";
import { mutated } from "./mutate.ts";
import { malformedRecords } from "./records.ts";
import { LineChain, sealLine } from "../../store/seal.ts";

Deno.test("a changed file is made of the seed alone, and the original stays", () => {
  const whole = new TextEncoder().encode("1,2,3\n4,5,6\n");
  const made = (seed: number) => {
    const draws = new Draws(seed);
    return Array.from({ length: 50 }, () => mutated(whole, draws));
  };
  assert.deepEqual(made(1), made(1));
  assert.notDeepEqual(made(1), made(2));
  assert.ok(made(1).filter((bytes) => bytes.join() !== whole.join()).length > 45);
  assert.equal(new TextDecoder().decode(whole), "1,2,3\n4,5,6\n");
});

Deno.test("a malformed command line never asks for help and never is empty", () => {
  const shape = {
    name: "any",
    flags: [["out", "DIR", false], ["jobs", "N", false], ["plan", null, false], ["results", "DIR", true]],
    positionals: 1,
  } as const;
  const draws = new Draws(3);
  const lines = Array.from({ length: 500 }, () => malformedLine(shape, draws));
  assert.ok(lines.every((args) => args.length > 0 && !args.includes("--help") && !args.includes("-h")));
  const kinds = [/^--jobs=/, /^--plan=/, /^a$/, /^--out$/, /^--out= *$/, /^-[^-]/];
  for (const kind of kinds) assert.ok(lines.some(([first]) => kind.test(first!)), `${kind}`);
  assert.ok(lines.some(([first, second]) => first === "--plan" && second === "--plan"));
  const bare = Array.from(
    { length: 50 },
    () => malformedLine({ name: "bare", flags: [], positionals: 0 }, draws),
  );
  assert.ok(bare.every(([first]) => first === "b" || first!.startsWith("-")));
});

Deno.test("malformed records are sealed as good ones are, all but one alike", () => {
  let previous: string | undefined;
  const lines = Array.from({ length: 5 }, (_, id) => {
    const sealed = sealLine({ id, metrics: [{ values: [1, 2] }] }, previous);
    previous = sealed.seal;
    return sealed.line;
  });
  const good = lines.map((line) => JSON.parse(line).id);
  const draws = new Draws(4);
  let sealed = 0;
  for (let i = 0; i < 100; i++) {
    const made = malformedRecords(lines, draws).trimEnd().split("\n");
    const chain = new LineChain();
    try {
      const ids = made.map((line, k) => chain.open(new TextEncoder().encode(line), `${k}`).entry["id"]);
      assert.ok(ids.filter((id, k) => id !== good[k]).length <= 1);
      sealed++;
    } catch (error) {
      assert.equal((error as Error).name, "StoreError");
    }
  }
  assert.ok(sealed > 70 && sealed < 100, `${sealed} of 100`);
});
