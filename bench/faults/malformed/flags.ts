/**
 * Command lines that no command can take: one thing is wrong in each.
 * @module
 */
import type { Draws } from "../draws.ts";
import { SHORT_FLAGS } from "../../short_flags.ts";
import type { CommandShape } from "./command_worker.ts";

/** Texts that are no name, no number and no path of anything. */
const NASTY: readonly string[] = [
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "-Infinity",
  "1e999",
  "0x10",
  "1_000",
  "٣",
  "９",
  "½",
  "1.5.2",
  "--",
  "=",
  "=1+1",
  "../../..",
  "$(id)",
  "`id`",
  "'; drop",
  "a\nb",
  "\u001b[31mred",
  "\u202egnol",
  "\u2028",
  "😀",
  "%s%n",
  "a".repeat(5000),
  '{"a":1}',
  "[]",
];

/** Placeholders of values that are checked before anything is done. */
const CHECKED = /^(N|N,N|P|A|T|S|NAME|A,B|B|RULES|I\/N)$/;

/** One malformed command line. */
export function malformedLine({ flags, positionals }: CommandShape, draws: Draws): string[] {
  const [values, switches] = [
    flags.filter(([, placeholder]) => placeholder !== null),
    flags.filter(([, placeholder]) => placeholder === null),
  ];
  const checked = values.filter(([, placeholder]) => CHECKED.test(placeholder!));
  const single = flags.filter(([, , repeats]) => !repeats);
  const kinds: (() => string[])[] = [
    () => [unknownFlag(flags.map(([name]) => name), draws)],
    ...(positionals === null ? [] : [() => [...Array.from({ length: positionals }, () => "a"), "b"]]),
    ...(values.length === 0 ? [] : [
      () => [`--${draws.pick(values)[0]}`],
      () => [`--${draws.pick(values)[0]}`, `--${draws.pick(flags)[0]}`],
      () => [`--${draws.pick(values)[0]}=${" ".repeat(draws.below(3))}`],
    ]),
    ...(switches.length === 0 ? [] : [() => [`--${draws.pick(switches)[0]}=${nasty(draws)}`]]),
    ...(checked.length === 0 ? [] : [() => [`--${draws.pick(checked)[0]}=${nasty(draws)}`]]),
    ...(single.length === 0 ? [] : [() => {
      const [name, placeholder] = draws.pick(single);
      const flag = placeholder === null ? `--${name}` : `--${name}=1`;
      return [flag, flag];
    }]),
  ];
  return draws.pick(kinds)();
}

function nasty(draws: Draws): string {
  const [one, other] = [draws.pick(NASTY), draws.pick(NASTY)];
  return draws.pick([one, one, `${one}${other}`, `,${one}`, `${one},,`, `-${one}`]);
}

function unknownFlag(known: readonly string[], draws: Draws): string {
  const letters = "abcdefghijklmnopqrstuvwxyzÄß0123456789-_.";
  const made = Array.from({ length: 1 + draws.below(12) }, () => letters[draws.below(letters.length)]).join(
    "",
  );
  // Near a known name, or far from all; never one of them, nor a short form.
  const name = known.length === 0 || draws.below(2) === 0 ? made : `${draws.pick(known)}${made}`;
  const dashes = draws.below(4) === 0 ? "-" : "--";
  const isShort = dashes === "-" && [...name].some((letter) => Object.values(SHORT_FLAGS).includes(letter));
  return isShort || name === "help" || known.includes(name) ? "--no-such-flag" : `${dashes}${name}`;
}
