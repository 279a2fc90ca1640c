/**
 * Rights to folders and files as arguments of `deno run`.
 * @module
 */
import { dirname } from "node:path";

/** The right to read or write some paths; to none where none is given. */
export function allow(what: "read" | "write", paths: readonly (string | undefined)[]): string[] {
  const given = paths.filter((path) => path !== undefined && path !== "") as string[];
  return given.length === 0 ? [] : [`--allow-${what}=${[...new Set(given.map(withoutComma))].join(",")}`];
}

/** Deno's list is separated by commas and knows no escape: a folder whose path has one is granted by one above it. */
function withoutComma(path: string): string {
  return path.includes(",") ? withoutComma(dirname(path)) : path;
}
