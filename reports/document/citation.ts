/**
 * What to download, what to cite, under which licence, of which version.
 * @module
 */
import project from "../../deno.json" with { type: "json" };
import { type Block, code, type Inline, type Inlines, link, paragraph } from "../page/blocks.ts";
import type { ReportInput } from "./provenance.ts";

/** The paper that the report is about. */
const PAPER = `@inproceedings{lam2025rao,
  title     = {Rao-Blackwellised Reparameterisation Gradients},
  author    = {Lam, Kevin H. and Bui, Thang D. and Deligiannidis, George and Teh, Yee Whye},
  booktitle = {Advances in Neural Information Processing Systems},
  year      = {2025},
  eprint    = {2506.07687},
  archiveprefix = {arXiv}
}`;

const ARXIV = "https://arxiv.org/abs/2506.07687";

/** Downloads, and how to cite the paper, the software and these numbers. */
export function citationBlocks({ records }: Pick<ReportInput, "records">): Block[] {
  const experiments = [...new Set(records.map(({ experiment }) => experiment))].sort();
  return [
    { kind: "list", items: [downloads(experiments), citing(records.map(({ run }) => run))] },
    {
      kind: "details",
      role: "rules",
      summary: "BibTeX",
      blocks: [{ kind: "code", text: `${PAPER}\n\n${software()}` }],
    },
    paragraph(`r2g2-bench ${project.version}, ${project.license} licence.`),
  ];
}

function downloads(experiments: readonly string[]): Inlines {
  const files = [
    ["answer.json", "the answer"],
    ["report.md", "this report as Markdown"],
    ["data/records.csv", "all cells"],
    ...experiments.map((name) => [`data/${name.replaceAll(/[^A-Za-z0-9_]+/g, "-")}.csv`, name]),
  ] as const;
  return [
    { kind: "strong", text: "Downloads:" },
    ...files.flatMap(([href = "", text = ""], i): Inline[] => [i === 0 ? " " : ", ", link(href, text)]),
    ". Every figure has its SVG, Vega-Lite and CSV below it.",
  ];
}

function citing(runs: readonly string[]): Inlines {
  const names = [...new Set(runs)].sort().map((run) => run.slice(0, 12));
  return [
    { kind: "strong", text: "To cite:" },
    " the paper is ",
    link(ARXIV, "arXiv:2506.07687"),
    names.length === 1 ? "; a number of this report is of run " : "; a number of this report is of runs ",
    ...names.flatMap((name, i): Inline[] => [...(i === 0 ? [] : [", "]), code(name)]),
    ".",
  ];
}

function software(): string {
  return `@software{r2g2bench,
  title   = {r2g2-bench: gradient estimators of latent-Gaussian models at equal cost},
  author  = {{The r2g2-bench authors}},
  version = {${project.version}},
  license = {${project.license}}
}`;
}
