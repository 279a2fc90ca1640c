import assert from "node:assert/strict";
import { chiOfScore, gammaTail, normalQuantile } from "./quantiles.ts";

// scipy 1.11: norm.ppf, chi.ppf and chi.isf at norm.cdf and norm.sf.
Deno.test("the normal's quantile is right in the centre, on the shoulders and in the tails", () => {
  const known = [
    [1e-12, -7.034483825301131],
    [1e-3, -3.090232306167813],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [1 - 1e-9, 5.997807019601637],
  ] as const;
  for (const [p, quantile] of known) assert.ok(Math.abs(normalQuantile(p) - quantile) < 1e-12, `${p}`);
});

Deno.test("a chi of a normal's rank is right from tail to tail", () => {
  const known = {
    1: [3.5926446751991095e-7, 0.2001736861668909, 0.6744897501960815, 1.4096087092934406, 5.132018332044299],
    2: [7.571678981094788e-4, 0.5877989095319078, 1.1774100225154749, 1.9188651046956182, 5.489079776062419],
    3: [0.010252971237428271, 0.9131763302501454, 1.5381722544550522, 2.2773367173530694, 5.765398950932651],
    7: [0.23410343301449016, 1.8552249346925667, 2.5190893583836034, 3.250685520743683, 6.583367680845229],
  };
  for (const [degrees, values] of Object.entries(known)) {
    const chi = chiOfScore(Number(degrees));
    [-5, -1, 0, 1, 5].forEach((score, i) =>
      assert.ok(Math.abs(chi(score) - values[i]!) < 1e-6, `${degrees}: ${chi(score)} at ${score}`)
    );
    assert.equal(chi(-9), chi(-7));
    assert.equal(chi(9), chi(7));
  }
});

Deno.test("both tails of the incomplete gamma function make one", () => {
  for (const a of [0.5, 1, 4.5]) {
    for (const x of [0, 0.01, 1, 5, 30]) {
      const sum = gammaTail(a, x, "lower") + gammaTail(a, x, "upper");
      assert.ok(Math.abs(sum - 1) < 1e-15, `${a}, ${x}: ${sum}`);
    }
  }
  assert.ok(Math.abs(gammaTail(1, 2, "upper") - Math.exp(-2)) < 1e-16);
});
