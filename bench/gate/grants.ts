/**
 * What each process of `deno task gate` may do. Imports no package.
 *
 * | process | reads | writes | runs |
 * |---|---|---|---|
 * | launcher | | | deno, git |
 * | command | the project, the plugins' folders, the baseline | what its flags name | |
 * | measured side | the project, which holds the commit that was checked out, the plugins' folders | | |
 * @module
 */
import { resolve } from "node:path";
import { allow } from "../rights/allow.ts";
import { flagTexts } from "../rights/flag_texts.ts";
import { pluginFolder } from "../rights/plugin_folder.ts";

/** Arguments of `deno run`, up to the module. */
export interface GateGrants {
  readonly command: readonly string[];
  readonly measured: readonly string[];
}

const FILES = ["junit", "benchmark-action", "bencher", "save"] as const;

/** @param args Of `deno task gate`; what is wrong in them is left to the command to say. */
export function gateGrants(args: readonly string[], root: string): GateGrants {
  const { all, last } = flagTexts(args, [
    "plugin",
    "estimators",
    "base",
    "baseline",
    "processes",
    "allow",
    ...FILES,
  ]);
  const plugins = all("plugin").map(pluginFolder);
  const whole = (path: string | undefined) => path && resolve(path);
  return {
    command: [
      ...allow("read", [root, ...plugins, whole(last("baseline"))]),
      ...allow("write", FILES.map((name) => whole(last(name)))),
    ],
    measured: allow("read", [root, ...plugins]),
  };
}
