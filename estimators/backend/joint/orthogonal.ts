/**
 * Orthogonal draws: K standard normal vectors, each of the law N(0, I), mutually orthogonal.
 *
 *     v_k = ‖g_k‖ u_k,  u_1, u_2, … = Gram–Schmidt(g_1, g_2, …),  g_k ~ N(0, I_n)
 *
 * The u_k depend on the directions of the g_k alone, of which their lengths, χ(n), are independent: so a length need
 * not be drawn anew. Of more than n vectors each n have directions of their own.
 * Source: Yu, Suresh, Choromanski, Holtmann-Rice, Kumar 2016, "Orthogonal random features".
 * @module
 */

/**
 * Makes independent standard normal draws orthogonal, in place, row by row.
 *
 * @param draws K arrays of rows of `row` values
 */
export function orthogonalise(draws: readonly Float32Array[], row: number): void {
  const frame = Array.from({ length: Math.min(row, draws.length) }, () => new Float64Array(row));
  const rows = row === 0 ? 0 : draws[0]!.length / row;
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < draws.length; k++) {
      const at = k % row;
      const own = frame[at]!;
      const given = draws[k]!.subarray(r * row, (r + 1) * row);
      own.set(given);
      const length = Math.sqrt(dot(own, own));
      // The second time takes away what rounding left of the first.
      for (let time = 0; time < (at === 0 ? 0 : 2); time++) {
        for (let j = 0; j < at; j++) subtract(own, frame[j]!, dot(own, frame[j]!));
      }
      const left = Math.sqrt(dot(own, own));
      // Without length there is no direction, and with zero probability.
      const scale = left === 0 ? 0 : 1 / left;
      for (let i = 0; i < row; i++) {
        own[i] = own[i]! * scale;
        given[i] = own[i]! * length;
      }
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtract(from: Float64Array, what: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i] = from[i]! - times * what[i]!;
}
