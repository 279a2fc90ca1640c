/**
 * Where data sets are kept, for processes that load no package.
 * @module
 */
import { isAbsolute, join } from "node:path";

/** As the data sets' cache has it; undefined without HOME. @param env Looks up a variable of the environment. */
export function cacheFolder(env: (name: string) => string | undefined): string | undefined {
  const [cache, home] = [env("XDG_CACHE_HOME"), env("HOME")];
  if (cache && isAbsolute(cache)) return join(cache, "r2g2-bench");
  return home ? join(home, ".cache", "r2g2-bench") : undefined;
}
