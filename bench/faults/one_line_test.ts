import assert from "node:assert/strict";
import { refusalProblems } from "./one_line.ts";

Deno.test.each<[code: number, error: string, problems: RegExp[]]>([
  [1, "bench: no such file\n", []],
  [2, "bench: unknown flag --a (see deno task bench --help)\n", []],
  [1, "notice: a torn line\narchive: damaged\n", []],
  [0, "bench: fine\n", [/exit code 0/]],
  [137, "", [/exit code 137/, /0 lines/]],
  [1, "bench: one\nbench: two\n", [/2 lines/]],
  [1, "error: Uncaught (in promise) TypeError: x\n    at f (a.ts:1:1)\n", [
    /2 lines/,
    /fault of the program/,
  ]],
  [1, "bench: TypeError: x (a fault of the program, bench/a.ts:1:1)\n", [/fault of the program/]],
  [1, "bench: \u001b[31mred\n", [/control characters/]],
])("exit code %d and %j", (code, error, problems) => {
  const found = refusalProblems({ code, error });
  assert.equal(found.length, problems.length, found.join("; "));
  problems.forEach((problem, i) => assert.match(found[i]!, problem));
});
