/**
 * Files of records in which a value is not what it has to be, though every seal is right.
 * @module
 */
import { sealLine } from "../../store/seal.ts";
import type { Draws } from "../draws.ts";

/** Values that stand where others belong. */
const NASTY: readonly unknown[] = [
  null,
  true,
  "",
  "constructor",
  "__proto__",
  "a\nb",
  "\u001b[31mred",
  "\u202egnol",
  "=1+1",
  "<script>alert(1)</script>",
  "|`*_",
  "x".repeat(100_000),
  -1,
  0,
  1.5,
  1e308,
  5e-324,
  2 ** 53,
  [],
  {},
  [[]],
  [1e308, -1e308],
  { constructor: 1 },
];

/** The lines of a file, with one changed and all sealed anew; or with a line that was never sealed. */
export function malformedRecords(lines: readonly string[], draws: Draws): string {
  const at = draws.below(lines.length);
  if (draws.below(8) === 0) {
    const raw = draws.pick([
      "[",
      "{}",
      "null",
      '{"schema":2}',
      "[".repeat(50_000),
      '{"a":1e999}',
      "\u0000",
      "",
    ]);
    return lines.with(at, raw).join("\n") + "\n";
  }
  let previous: string | undefined;
  return lines.map((line, i) => {
    const { prev: _prev, sha256: _sha256, ...entry } = JSON.parse(line);
    const sealed = sealLine(i === at ? changed(entry, draws) as object : entry, previous);
    previous = sealed.seal;
    return `${sealed.line}\n`;
  }).join("");
}

/** A value with one of its parts changed, left out or added. */
function changed(value: unknown, draws: Draws): unknown {
  if (Array.isArray(value) && value.length > 0 && draws.below(4) > 0) {
    const at = draws.below(value.length);
    return value.with(at, changed(value[at], draws));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return draws.pick(NASTY);
  const entries = Object.entries(value);
  const kind = draws.below(8);
  if (kind === 0 || entries.length === 0) return { ...value, extra: draws.pick(NASTY) };
  const [name, part] = draws.pick(entries);
  if (kind === 1) return Object.fromEntries(entries.filter(([own]) => own !== name));
  return { ...value, [name]: kind < 4 ? draws.pick(NASTY) : changed(part, draws) };
}
