/**
 * What draws from Gram matrices share: triangles of pairs, orders of positions, rows of two channels a vector.
 */

/** What `given` holds. */
export const enum Given {
  /** Standard normals: z is drawn. */
  noise,
  /** z itself, in the range of G. */
  deviation,
}

// @ts-ignore: decorator
@inline
export function pair(p: i32, q: i32): usize {
  return <usize> (p > q ? (p * (p + 1)) / 2 + q : (q * (q + 1)) / 2 + p);
}

// @ts-ignore: decorator
@inline
export function indexOf(order: usize, i: i32): i32 {
  return load<i32>(order + (<usize> i << 2));
}

// @ts-ignore: decorator
@inline
export function store2(at: usize, value: v128, both: bool): void {
  const narrow = f32x4.demote_f64x2_zero(value);
  if (both) v128.store64_lane(at, narrow, 0);
  else v128.store32_lane(at, narrow, 0);
}

/** Inner product of two rows of vectors. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, count: i32): v128 {
  const end = <usize> count << 4;
  let sum = f64x2.splat(0.0);
  for (let i: usize = 0; i < end; i += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a + i), v128.load(b + i)));
  }
  return sum;
}
