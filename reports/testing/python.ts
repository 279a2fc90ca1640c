/**
 * Python on this machine, for tests of what readers do with the files.
 * @module
 */

/** What Python of a machine with several is asked for: the first that has a package. */
const NAMES = ["python3", "/usr/bin/python3"];

/** The first Python that can import modules; nothing where none may be run or has them. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  return NAMES.find((name) => {
    if (Deno.permissions.querySync({ name: "run", command: name }).state !== "granted") return false;
    try {
      const args = ["-c", `import ${["sys", ...modules].join(", ")}`];
      return new Deno.Command(name, { args, stdout: "null", stderr: "null" }).outputSync().success;
    } catch {
      return false; // not installed
    }
  });
}

/** What a program prints, run in a folder. @throws {Error} with its complaints where it fails. */
export async function printed(python: string, program: string, cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(python, { args: ["-c", program], cwd }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
