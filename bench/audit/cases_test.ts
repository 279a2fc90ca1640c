import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runCommand } from "../command_line.ts";
import { auditCommand } from "../commands/audit.ts";
import { findTorch } from "../peer/torch.ts";

const SCRIPT = fileURLToPath(new URL("./cases.py", import.meta.url));
const torch = await findTorch();
if (typeof torch === "string") {
  // deno-lint-ignore no-console
  console.warn(
    `the audit of PyTorch's gradients is skipped: ${torch} (Debian: apt-get install python3-torch)`,
  );
}

/** The folder of a case that PyTorch has made. */
async function made(name: string, how: "wrong" | "right", parent: string): Promise<string> {
  const folder = `${parent}/${name}-${how}`;
  await Deno.mkdir(folder);
  const { python } = torch as { python: string };
  const { success, stderr } = await new Deno.Command(python, { args: [SCRIPT, name, how, folder] }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return folder;
}

async function audit(...args: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const take = (line: string) => void lines.push(line);
  return { code: await runCommand(auditCommand, args, { out: take, error: take }), lines };
}

async function withFolder(work: (parent: string) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir({ prefix: "audit-cases-" });
  try {
    await work(parent);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

/** By case: its files, what the worst line shows, and how many coordinates are wrong. */
const CASES: readonly (readonly [name: string, extension: string, worst: RegExp, rejected: number])[] = [
  // w σ = (.5, −.75, 1.6), of which a quarter is left
  ["noise-buffer", "npz", /^ {4}\d \(scale\[2\]\) +0\.[34]\d* +1\.6 /, 3],
  // w σ² = (.25, −1.125, 1.28), given (.5, −.75, 1.6)
  ["log-sigma", "npy", /^ {4}[345] +-?[01]\.\d+ +(0\.25|-1\.13|1\.28) /, 3],
  ["clipped", "jsonl", /^ {4}\d \(mean\[\d\]\) +-0\.\d+ +0 +-\d+/, 3],
];
for (const [name, extension, worst, rejected] of CASES) {
  Deno.test({
    name: `PyTorch's ${name} is biased, and repaired it is not`,
    ignore: typeof torch === "string",
    fn: () =>
      withFolder(async (parent) => {
        const [wrong, right] = [await made(name, "wrong", parent), await made(name, "right", parent)];
        const files = (
          folder: string,
        ) => [`${folder}/draws.${extension}`, "--reference", `${folder}/exact.${extension}`];
        const found = await audit(...files(wrong));
        assert.equal(found.code, 3, found.lines.join("\n"));
        assert.match(found.lines[0]!, /^biased: /);
        const table = found.lines.findIndex((line) => /^ +coordinate +mean/.test(line));
        assert.match(found.lines[table + 1]!, worst);
        assert.ok(
          found.lines.some((line) => /^ {2}rejected +(\d+)/.exec(line)?.[1] === `${rejected}`),
          found.lines.join("\n"),
        );
        const repaired = await audit(...files(right));
        assert.equal(repaired.code, 0, repaired.lines.join("\n"));
        assert.match(repaired.lines[0]!, /^no bias found/);
      }),
  });
}

Deno.test({
  name: "PyTorch's shared noise is unbiased, and shows in the variance alone",
  ignore: typeof torch === "string",
  fn: () =>
    withFolder(async (parent) => {
      const wrong = await made("shared-noise", "wrong", parent);
      const right = await made("shared-noise", "right", parent);
      const alone = await audit(`${wrong}/draws.npy`, "--reference", `${wrong}/exact.npy`);
      assert.equal(alone.code, 0, alone.lines.join("\n"));
      const beside = await audit(
        `${wrong}/draws.npy`,
        "--against",
        `${right}/draws.npy`,
        "--detect",
        "0.2",
        "--json",
      );
      const { verdict, variance } = JSON.parse(beside.lines.join("\n"));
      assert.equal(verdict, "no bias found");
      assert.ok(variance.total.low > 3.5 && variance.total.high < 4.5, JSON.stringify(variance));
    }),
});
