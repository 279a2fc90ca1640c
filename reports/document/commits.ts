/**
 * At which commits of the project the records were made.
 * @module
 */
import type { Environment, Manifest } from "../../bench/store/mod.ts";

/** The commits that runs were made at, shortened: those of their code, in older records those of their machines. */
export function commitsOf(
  { environments, manifests = [] }: {
    readonly environments: Iterable<Environment>;
    readonly manifests?: readonly Manifest[] | undefined;
  },
): string[] {
  const known = [
    ...[...environments].map(({ description }) => description["commit"]),
    ...manifests.flatMap(({ code = [] }) => code).map(({ commit }) => commit),
  ];
  return [...new Set(known.flatMap((commit) => typeof commit === "string" ? [commit.slice(0, 12)] : []))]
    .sort();
}
