/**
 * What must be true of every built report: it stands alone, its links resolve, its charts compile cleanly,
 * and its policy allows what it holds and nothing else.
 * @module
 */
import type { BuiltReport } from "./build.ts";
import { MARKDOWN_PAGES } from "./page/markdown_pages.ts";
import { sourceHash } from "./page/page.ts";
import { specProblems } from "./specs.ts";

/**
 * Problems of a built report, one line each; none for a good one.
 *
 * The page is our own output, so plain patterns read it; they see attributes, never text or scripts.
 */
export function checkReport({ files, figures }: BuiltReport): string[] {
  const pages = [...files].filter(([path]) => path.endsWith(".html"));
  return [
    ...figures.flatMap(({ name, warnings }) => warnings.map((warning) => `chart ${name}: ${warning}`)),
    ...figures.flatMap(({ name, wide, narrow }) =>
      [wide.spec, narrow.spec].filter(readsFiles).map(() => `chart ${name}: its data are not inline`)
    ),
    ...figures.flatMap(({ name, wide, narrow }) =>
      [wide.spec, narrow.spec].flatMap(specProblems).map((problem) => `chart ${name}: ${problem}`)
    ),
    ...(files.has("index.html") ? [] : ["index.html: it is missing"]),
    ...checkLinks(new Map(pages.map(([path, page]) => [path, elementsOf(page)])), files),
    ...checkMarkdown(files),
    ...pages.flatMap(([path, page]) => checkPolicy(path, page)),
  ];
}

function readsFiles(spec: unknown): boolean {
  return /"(url|href)":/.test(JSON.stringify(spec));
}

/** Anchors, files and ids of all pages. */
function checkLinks(
  pages: ReadonlyMap<string, readonly PageElement[]>,
  files: ReadonlyMap<string, string>,
): string[] {
  const ids = new Map([...pages].map(([path, elements]) => [path, new Set(valuesOf(elements, "id"))]));
  return [...pages].flatMap(([path, elements]) =>
    checkPage(path, elements, (target) => {
      const [file, id] = target.split("#");
      if (id === undefined) return files.has(target);
      return ids.get(file === "" ? path : file ?? "")?.has(id) ?? false;
    })
  );
}

function valuesOf(elements: readonly PageElement[], ...names: readonly string[]): string[] {
  return elements.flatMap(({ attributes }) => names.flatMap((name) => attributes.get(name) ?? []));
}

/** No address outside the report but what a reader may follow. */
function checkPage(
  path: string,
  elements: readonly PageElement[],
  isThere: (target: string) => boolean,
): string[] {
  const values = (...names: string[]) => valuesOf(elements, ...names);
  const ids = values("id");
  const followed = valuesOf(elements.filter(({ tag }) => tag === "a"), "href");
  const styles = elements.filter(({ tag }) => tag === "style").map(({ source }) => source).join();
  return [
    ...new Set([
      ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `${path}: id ${id} appears twice`),
      ...values("href", "src", "srcset", "data", "action").filter((target) => !isThere(target))
        .filter((target) => !(target.startsWith("https://") && followed.includes(target)))
        .map((target) => `${path}: ${target} leads nowhere inside the report`),
      ...values("aria-labelledby").filter((id) => !ids.includes(id)).map((id) =>
        `${path}: label ${id} does not exist`
      ),
      ...[...styles.matchAll(/url\((?!#)[^)]*\)|@import[^;]*/g)].map(([use]) =>
        `${path}: ${use} loads a resource`
      ),
    ]),
  ];
}

function checkMarkdown(files: ReadonlyMap<string, string>): string[] {
  return Object.values(MARKDOWN_PAGES).flatMap((path) => {
    const links = (files.get(path) ?? "").matchAll(/\]\(([^)#\s][^)\s]*)\)/g);
    return [...new Set([...links].map(([, target = ""]) => target))]
      .filter((target) => !target.startsWith("https://") && !files.has(target.split("#")[0] ?? ""))
      .map((target) => `${path}: ${target} leads nowhere inside the report`);
  });
}

/** The policy lists every inline script and style by hash, and allows nothing else. */
function checkPolicy(path: string, page: string): string[] {
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1]
    ?.replaceAll("&#x27;", "'");
  if (policy === undefined) return [`${path}: it has no Content-Security-Policy`];
  const problems = /unsafe|https?:|\*/.test(policy) ? [`${path}: its policy is too wide: ${policy}`] : [];
  if (!policy.includes("default-src 'none'")) {
    problems.push(`${path}: its policy has a default other than 'none'`);
  }
  for (const { tag, attributes, source } of elementsOf(page)) {
    if (["script", "style"].includes(tag) && attributes.size === 0 && !policy.includes(sourceHash(source))) {
      problems.push(
        `${path}: its policy blocks a ${tag} that begins with ${JSON.stringify(source.slice(0, 40))}`,
      );
    }
    if ([...attributes.keys()].some((name) => name === "style" || name.startsWith("on"))) {
      problems.push(`${path}: a ${tag} has an inline style or handler, which its policy blocks`);
    }
  }
  return [...new Set(problems)];
}

/** An element's start tag and, for scripts and styles, its text. */
interface PageElement {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly source: string;
}

const START_TAG = /<([a-z][a-z0-9-]*)((?:\s+[^\s"'>/=]+(?:="[^"]*")?)*)\s*\/?>/gi;

/** Elements in order. A tag is read as a whole, so that what looks like one inside an attribute is none. */
function elementsOf(page: string): PageElement[] {
  const elements: PageElement[] = [];
  const pattern = new RegExp(START_TAG);
  for (let match = pattern.exec(page); match !== null; match = pattern.exec(page)) {
    const [, tag = "", attributes = ""] = match;
    const isSource = tag === "script" || tag === "style";
    const end = isSource ? page.indexOf(`</${tag}>`, pattern.lastIndex) : pattern.lastIndex;
    elements.push({
      tag,
      source: page.slice(pattern.lastIndex, end),
      attributes: new Map(
        [...attributes.matchAll(/([^\s"'>/=]+)(?:="([^"]*)")?/g)].map((
          [, name = "", value = ""],
        ) => [name, value]),
      ),
    });
    pattern.lastIndex = end;
  }
  return elements;
}
