import assert from "node:assert/strict";
import { dirname, join } from "node:path";

const ROOT = new URL("../", import.meta.url).pathname;

/** Every Markdown page that is written by hand, relative to the root. */
async function pages(folder = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(`${ROOT}${folder}`)) {
    const path = join(folder, name);
    if (isFile && name.endsWith(".md")) found.push(path);
    else if (isDirectory && (folder === "" ? name === "docs" : true)) found.push(...await pages(path));
  }
  return found.sort();
}

const texts = new Map<string, string>();
for (const page of await pages()) texts.set(page, await Deno.readTextFile(`${ROOT}${page}`));

/** A page without its code. */
function prose(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

/** A heading's anchor as code hosts make it. */
function anchorOf(heading: string): string {
  return heading.replaceAll(/[`*\\]/g, "").trim().toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

async function missing(page: string, target: string): Promise<string[]> {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : join(dirname(page), path);
  const at = `${page} links to ${target}`;
  if (!await Deno.stat(`${ROOT}${file}`).then(() => true, () => false)) {
    return [`${at}, which does not exist`];
  }
  if (anchor === undefined || !file.endsWith(".md")) return [];
  const headings = [...(texts.get(file) ?? "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    anchorOf(heading)
  );
  return headings.includes(anchor) ? [] : [`${at}, which has no such heading`];
}

Deno.test("every link inside the repository leads somewhere", async () => {
  const links = [...texts].flatMap(([page, text]) =>
    [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => ({ page, target }))
  ).filter(({ target }) => !/^[a-z]+:/.test(target));
  assert.ok(links.length > 20, "too few links to mean anything");
  const wrong = await Promise.all(links.map(({ page, target }) => missing(page, target)));
  assert.deepEqual(wrong.flat(), []);
});

const { tasks } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)) as {
  tasks: Readonly<Record<string, { command: string }>>;
};

/** What a task's own command says to --help; undefined where it is not one script. */
async function helpOf(task: string): Promise<string | undefined> {
  if (!/^deno run [^&]*\.ts$/.test(tasks[task]?.command ?? "")) return undefined;
  const { stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", task, "--help"],
    cwd: ROOT,
  }).output();
  return [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
}

Deno.test("commands on the pages name tasks that exist, and flags that their --help knows", async () => {
  const commands = [...texts].flatMap(([page, text]) =>
    [...text.matchAll(/deno(?:@[\d.]+)? task ([a-z:]+)([^\n`#]*)/g)].map(([, task = "", rest = ""]) => ({
      page,
      task,
      flags: [...rest.matchAll(/ (--[a-z-]+)/g)].map(([, flag = ""]) => flag).filter((flag) =>
        flag !== "--help"
      ),
    }))
  );
  assert.ok(commands.length > 10, "too few commands to mean anything");
  const known = commands.filter(({ task }) => task in tasks);
  const unknown = commands.filter(({ task }) => !(task in tasks)).map(({ page, task }) => `${page}: ${task}`);
  assert.deepEqual(unknown, []);
  const flagged = [...new Set(known.filter(({ flags }) => flags.length > 0).map(({ task }) => task))];
  const help = new Map(await Promise.all(flagged.map(async (task) => [task, await helpOf(task)] as const)));
  const wrong = known.flatMap(({ page, task, flags }) =>
    flags.filter((flag) => help.get(task)?.includes(flag) === false).map((flag) => `${page}: ${task} ${flag}`)
  );
  assert.deepEqual(wrong, []);
});

/** Files that a source imports, types included, or starts, relative to the root; those of a mod.ts in its place. */
async function importsOf(file: string): Promise<string[]> {
  const text = (await Deno.readTextFile(`${ROOT}${file}`)).replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const own = [...text.matchAll(/(?:from |here\()"(\.[^"]+)"/g)].map(([, path = ""]) =>
    join(dirname(file), path)
  );
  const through = await Promise.all(own.map((path) => path.endsWith("/mod.ts") ? importsOf(path) : [path]));
  return through.flat();
}

Deno.test("the walk of the page of architecture follows imports, opens at most 45 files, and none twice", async () => {
  const page = texts.get("docs/architecture.md") ?? "";
  const walk = page.slice(page.indexOf("## One walk"), page.indexOf("## Why"));
  const files = [...walk.matchAll(/\]\(\.\.\/([^)]+\.ts)\)/g)].map(([, file = ""]) => file);
  assert.ok(files.length > 30 && files.length <= 45, `${files.length} files`);
  assert.deepEqual(files.filter((file, i) => files.indexOf(file) < i), []);
  const commands = Object.values(tasks).map(({ command }) => command);
  const known = new Set<string>();
  const leaps: string[] = [];
  for (const file of files) {
    if (!known.has(file) && !commands.some((command) => command.endsWith(` ${file}`))) leaps.push(file);
    for (const next of await importsOf(file)) known.add(next);
  }
  assert.deepEqual(leaps, [], "no earlier file of the walk imports or starts these");
});
