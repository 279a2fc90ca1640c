/**
 * Makes examples fail where what they assert is not so: by itself, `console.assert` only prints.
 *
 * `deno task test` loads this before the tests, examples in comments and on pages included.
 * @module
 */

/** Throws unless the condition holds. */
function assertOrThrow(condition?: boolean, ...data: readonly unknown[]): void {
  if (condition !== true) throw new Error(["assertion failed", ...data].join(" "));
}

// deno-lint-ignore no-console
console.assert = assertOrThrow;
