/**
 * Expectations under a standard normal by quadrature, for exact references.
 * @module
 */

/** Nodes and weights for E[f(ε)], ε ~ N(0, 1): roots of He_n by Newton's method from the outside in. */
export function gaussHermite(n: number): { points: number[]; weights: number[] } {
  // He_n and n He_{n−1}, its derivative, scaled by √n! so that nothing overflows.
  const evaluate = (x: number) => {
    let [before, value] = [0, 1];
    for (let k = 0; k < n; k++) {
      [before, value] = [value, (x * value - Math.sqrt(k) * before) / Math.sqrt(k + 1)];
    }
    return { value, slope: Math.sqrt(n) * before, before };
  };
  const points: number[] = [];
  let start = Math.sqrt(4 * n + 2);
  while (points.length < n) {
    let x = start;
    for (let step = 0; step < 200; step++) {
      const { value, slope } = evaluate(x);
      // Roots that are known are divided out, so that the next one is found.
      const move = value / (slope - value * points.reduce((sum, root) => sum + 1 / (x - root), 0));
      x -= move;
      if (Math.abs(move) < 1e-13) break;
    }
    points.push(x);
    start = x - 1e-3;
  }
  return { points, weights: points.map((x) => 1 / (n * evaluate(x).before ** 2)) };
}
