/**
 * What must be true of every built report: it stands alone, its links resolve, its charts compile cleanly,
 * and its policy allows what it holds and nothing else.
 * @module
 */
import type { BuiltReport } from "./build.ts";
import { sourceHash } from "./html/page.ts";

/**
 * Problems of a built report, one line each; none for a good one.
 *
 * The page is our own output, so plain patterns read it; they see attributes, never text or scripts.
 */
export function checkReport({ files, figures }: BuiltReport): string[] {
  const page = files.get("index.html") ?? "";
  return [
    ...figures.flatMap(({ name, warnings }) => warnings.map((warning) => `chart ${name}: ${warning}`)),
    ...figures.flatMap(({ name, wide, narrow }) =>
      [wide.spec, narrow.spec].filter(readsFiles).map(() => `chart ${name}: its data are not inline`)
    ),
    ...checkLinks(page, files),
    ...checkMarkdown(files),
    ...checkPolicy(page),
  ];
}

function readsFiles(spec: unknown): boolean {
  return /"(url|href)":/.test(JSON.stringify(spec));
}

/** Anchors, files and ids of the page; no address outside it but in text. */
function checkLinks(page: string, files: ReadonlyMap<string, string>): string[] {
  const tags = withoutSources(page).match(/<[a-z][^>]*>/g) ?? [];
  const ids = tags.flatMap((tag) => attributes(tag, "id"));
  const problems = ids.filter((id, i) => ids.indexOf(id) !== i).map((id) =>
    `index.html: id ${id} appears twice`
  );
  for (const tag of tags) {
    for (
      const target of ["href", "src", "srcset", "data", "action"].flatMap((name) => attributes(tag, name))
    ) {
      const found = target.startsWith("#") ? ids.includes(target.slice(1)) : files.has(target);
      if (!found) problems.push(`index.html: ${target} leads nowhere inside the report`);
    }
    for (const label of ["aria-labelledby", "for"].flatMap((name) => attributes(tag, name))) {
      if (!ids.includes(label)) problems.push(`index.html: label ${label} does not exist`);
    }
  }
  for (const [reference] of withoutScripts(page).matchAll(/url\((?!#|data:)[^)]*\)|@import[^;]*/g)) {
    problems.push(`index.html: ${reference} loads a resource`);
  }
  return [...new Set(problems)];
}

function checkMarkdown(files: ReadonlyMap<string, string>): string[] {
  const targets = [...(files.get("report.md") ?? "").matchAll(/\]\(([^)#\s][^)\s]*)\)/g)].map((
    [, target = ""],
  ) => target);
  return [...new Set(targets)].filter((target) => !files.has(target))
    .map((target) => `report.md: ${target} leads nowhere inside the report`);
}

/** The policy lists every inline script and style by hash, and allows nothing else. */
function checkPolicy(page: string): string[] {
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1]
    ?.replaceAll("&#x27;", "'");
  if (policy === undefined) return ["index.html: it has no Content-Security-Policy"];
  const problems = /unsafe|https?:|\*/.test(policy) ? [`index.html: its policy is too wide: ${policy}`] : [];
  if (!policy.includes("default-src 'none'")) {
    problems.push("index.html: its policy has a default other than 'none'");
  }
  const sources = [...page.matchAll(/<(script|style)>([\s\S]*?)<\/\1>/g)];
  for (const [, kind, text = ""] of sources) {
    if (!policy.includes(sourceHash(text))) {
      problems.push(
        `index.html: its policy blocks a ${kind} that begins with ${JSON.stringify(text.slice(0, 40))}`,
      );
    }
  }
  if (/<[a-z][^>]*\s(style|on[a-z]+)="/.test(withoutSources(page))) {
    problems.push("index.html: an element has an inline style or handler, which its policy blocks");
  }
  return problems;
}

function attributes(tag: string, name: string): string[] {
  return [...tag.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map(([, value = ""]) => value);
}

function withoutScripts(page: string): string {
  return page.replaceAll(/(<script[^>]*>)[\s\S]*?<\/script>/g, "$1</script>");
}

function withoutSources(page: string): string {
  return withoutScripts(page).replaceAll(/<style>[\s\S]*?<\/style>/g, "");
}
