/**
 * Waiting for what another process does.
 * @module
 */

/** Resolves once a condition holds. @throws {Error} naming what was waited for, after 30 s. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited 30 s for ${what}`);
}
