/**
 * Short forms of flags, the same for every command. Imports nothing: launchers read it too.
 * @module
 */

/** One letter for the long name of a flag. */
export const SHORT_FLAGS: Readonly<Record<string, string>> = {
  help: "h",
  version: "V",
  quiet: "q",
  json: "j",
  out: "o",
  results: "r",
  suite: "s",
  data: "d",
};

/** The setting of `parseArgs` for a flag that has one. */
export function shortOf(name: string): { short?: string } {
  return Object.hasOwn(SHORT_FLAGS, name) ? { short: SHORT_FLAGS[name]! } : {};
}
