import assert from "node:assert/strict";
import { parseReportArguments, UsageError } from "./report_arguments.ts";

Deno.test("defaults and values", () => {
  assert.deepEqual({ ...parseReportArguments([]) }, {
    ...{ results: ["results"], out: "site", compare: [], check: false, help: false },
  });
  const { results, out, compare, check } = parseReportArguments(
    ["--results", "a", "--out=b", "--compare", "c", "--check"],
  );
  assert.deepEqual([results, out, compare, check], [["a"], "b", ["c"], true]);
  assert.deepEqual(parseReportArguments(["--results", "a,b", "--results=c/"]).results, ["a", "b", "c/"]);
});

Deno.test.each<[string[], RegExp]>([
  [["--reslts", "x"], /unknown option --reslts: did you mean --results\?/],
  [["--outt=x"], /did you mean --out\?/],
  [["-c"], /unknown option -c/],
  [["results"], /unexpected argument "results"/],
  [["--out"], /--out needs a folder/],
  [["--results="], /--results needs a folder/],
  [["--compare", ","], /--compare needs a folder/],
  [["--check=yes"], /--check takes no value, got "yes"/],
])("%j is refused", (args, message) => {
  assert.throws(() => parseReportArguments(args), (error: unknown) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, message);
    assert.ok(!error.message.includes("\n"));
    return true;
  });
});
