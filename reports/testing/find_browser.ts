/**
 * Whether there is a browser to test with.
 * @module
 */

/** Places where Debian, other Linux systems and macOS keep a Chromium. */
const EXECUTABLES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a browser, or the reason why there is none for this test. */
export async function findBrowser(): Promise<{ path: string } | { missing: string }> {
  for (const path of EXECUTABLES) {
    try {
      await Deno.stat(path);
    } catch {
      continue;
    }
    for (
      const wanted of [{ name: "run", command: path }, { name: "net", host: "127.0.0.1" }, {
        name: "write",
      }] as const
    ) {
      const { state } = await Deno.permissions.query(wanted);
      if (state !== "granted") return { missing: `no permission for ${wanted.name}` };
    }
    return { path };
  }
  return { missing: "no chromium on this machine" };
}
