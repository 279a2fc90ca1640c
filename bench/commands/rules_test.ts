import assert from "node:assert/strict";
import { runCommand } from "../command_line.ts";
import { rulesCommand } from "./rules.ts";

async function run(...args: string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const code = await runCommand(rulesCommand, args, {
    out: (line) => out.push(line),
    error: (line) => error.push(line),
  });
  return { code, out, error };
}

Deno.test("every interval and rule has a line with its rate, its bound and its error", async () => {
  const { code, out, error } = await run("--simulations", "300");
  assert.deepEqual([code, error], [0, []]);
  assert.ok(out.length > 20);
  for (const line of out.slice(0, -1)) {
    assert.match(line, / (coverage|errors {2}) [01]\.\d{4} {2}[≥≤] 0\.\d{3} ± 3 × 0\.\d{4} {2}kept$/);
  }
  assert.match(out.at(-1) ?? "", /^(\d+) of \1 keep their bound, each in 300 simulations$/);
});

Deno.test("too few simulations are a usage error", async () => {
  for (const count of ["0", "99", "many"]) {
    const { code, error } = await run("--simulations", count);
    assert.equal(code, 2);
    assert.match(error[0] ?? "", /^rules: --simulations is /);
  }
});
