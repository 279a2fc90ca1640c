import assert from "node:assert/strict";
import { projectionMarks, projectionSvg } from "./projection.ts";

const read = (name: string) => Deno.readTextFile(new URL(name, import.meta.url));

Deno.test("the picture is the one that its script draws", async () => {
  assert.equal(
    await read("projection.svg"),
    await projectionSvg(),
    "run deno run --allow-read=. --allow-write=docs/guide docs/guide/projection.ts",
  );
});

Deno.test("projections lie on the row space of A at one output, and are the noise itself at two", async () => {
  const draws = (await projectionMarks()).filter(({ part }) => part === "draw");
  const [first] = draws;
  const one = draws.filter(({ panel }) => panel === first?.panel);
  const two = draws.filter(({ panel }) => panel !== first?.panel);
  assert.ok(one.length === two.length && one.length > 20);
  for (const { x, y, toX, toY } of one) {
    assert.ok(Math.abs(toY - toX / 2) < 1e-5, "the row space is the line ε₂ = ε₁ / 2");
    assert.ok(Math.abs(x + y / 2 - (toX + toY / 2)) < 1e-5, "z stays as it was");
  }
  for (const { x, y, toX, toY } of two) assert.deepEqual([toX, toY], [x, y]);
});

/** The code cells of a notebook as one module whose default export is the last cell's value. */
async function asModule(notebook: string): Promise<string> {
  const { cells } = JSON.parse(await read(notebook)) as {
    cells: readonly { cell_type: string; source: readonly string[] }[];
  };
  const code = cells.filter(({ cell_type: type }) => type === "code").map(({ source }) => source.join(""));
  const whole = code.join("\n").replaceAll(
    /from "(\.[^"]+)"/g,
    (_, path: string) => `from ${JSON.stringify(new URL(path, import.meta.url).href)}`,
  );
  const last = whole.lastIndexOf("\n(") + 1;
  return `${whole.slice(0, last)}export default ${whole.slice(last)}\nexport { distance, lengths };`;
}

Deno.test("the notebook's cells run in order and end with the picture", async () => {
  const code = await asModule("projection.ipynb");
  const result = await import(`data:application/typescript,${encodeURIComponent(code)}`);
  const [plain, projected] = result.lengths as [number, number];
  assert.ok(projected < plain, "a projection is shorter");
  assert.equal(result.distance, 0);
  const display = result.default[Symbol.for("Jupyter.display")] as () => Record<string, string>;
  assert.deepEqual(display(), { "image/svg+xml": await read("projection.svg") });
});
