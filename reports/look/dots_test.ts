import assert from "node:assert/strict";
import { dotChart, type DotOptions } from "./dots.ts";
import { renderSpec } from "./render.ts";

const OPTIONS: DotOptions = { title: "t", scale: "linear", panels: "panel", tooltip: { value: "v" } };

/** A chart of panels a, b, c …; only the first has the line LRT. */
function spec(panels: number, options: Partial<DotOptions> = {}, lines = "label") {
  const rows = Array.from({ length: panels }, (_, i) => String.fromCharCode(97 + i)).flatMap((panel) =>
    (panel === "a" ? ["RT", "LRT"] : ["RT"]).map((label, i) => ({
      ...{ panel, label, line: label, estimator: label.toLowerCase() },
      ...{ value: 1 + i, low: 0.5 + i, high: 4 },
    }))
  );
  return dotChart(rows, "wide", { ...OPTIONS, lines, ...options });
}

Deno.test.each([[2, 2], [3, 3], [4, 2], [5, 3], [6, 3], [7, 3], [8, 3], [9, 3]])(
  "%s panels stand in %s columns",
  (panels, columns) => {
    assert.equal((spec(panels) as { columns?: number }).columns, columns);
  },
);

Deno.test.each([[2, 2], [4, 4], [5, 5], [6, 6]])(
  "%s panels have %s axes: no row without",
  async (panels, axes) => {
    const { svg, warnings } = await renderSpec(spec(panels), "a");
    assert.deepEqual(warnings, []);
    assert.equal(svg.match(/>4</g)?.length, axes);
  },
);

Deno.test.each(["label", "line"])(
  "by %s, a panel of its own lines has no empty ones, and the same height",
  async (lines) => {
    const names = async (options: Partial<DotOptions>) => {
      const { svg, warnings } = await renderSpec(spec(3, options, lines), "a");
      assert.deepEqual(warnings, []);
      const panels = [...svg.matchAll(/<path class="background"[^>]*d="M0.5,0.5h\d+v(\d+)/g)].map((
        [, height],
      ) => height);
      assert.equal(new Set(panels.slice(-3)).size, 1, panels.join());
      return [svg.match(/>LRT</g)?.length, svg.match(/>RT</g)?.length];
    };
    assert.deepEqual(await names({ ownLines: true }), [1, 3]);
    assert.deepEqual(await names({}), [1, 1], "shared lines are named once");
  },
);
