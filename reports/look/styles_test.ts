import assert from "node:assert/strict";
import { compareEstimators, darkReplacements, ESTIMATOR_STYLES, estimatorStyle } from "./styles.ts";

Deno.test("every known estimator has colours, of enough contrast on both themes, that no other has", () => {
  const colors = ESTIMATOR_STYLES.map(({ color }) => color);
  assert.equal(new Set(colors).size, colors.length);
  for (const [light, dark] of darkReplacements()) {
    assert.ok(contrast(light, "#ffffff") >= 3, `${light} on white`);
    assert.ok(contrast(dark, "#14171a") >= 3, `${dark} on black`);
  }
});

Deno.test("unknown estimators keep their colour and come last, composed ones behind what they are made of", () => {
  assert.deepEqual(estimatorStyle("mine"), estimatorStyle("mine"));
  assert.equal(estimatorStyle("rt*6").label, "RT × 6");
  assert.notEqual(estimatorStyle("rt*6").color, estimatorStyle("rt").color, "both may be in one chart");
  assert.deepEqual(["mine", "lrt*2", "rt", "lrt", "r2g2"].sort(compareEstimators), [
    "r2g2",
    "lrt",
    "lrt*2",
    "rt",
    "mine",
  ]);
});

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const value = parseInt(color.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
