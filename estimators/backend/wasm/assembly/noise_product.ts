/**
 * Products with weight noise of every example, which is made row by row from its key and never stored.
 *
 * Element ε[b, k, o] is element (b n + k) S + o of the key's stream of normals, S = cols rounded up to 16.
 * Rows of the noise are the outer loop, so that a row of the scale and of its gradient stays in cache; a row
 * that meets x = 0 is skipped, which the counters make free.
 */
import { normalGroups } from "./philox";

/** z[b, o] = Σ_k x[b, k] scale[k, o] ε[b, k, o], where x and z begin with example `first`. `scratch`: S floats. */
export function noiseProduct(
  x: usize,
  scale: usize,
  z: usize,
  scratch: usize,
  rows: i32,
  inner: i32,
  cols: i32,
  k0: u32,
  k1: u32,
  first: i32,
): void {
  const groups = (cols + 15) >> 4;
  const bytes = <usize> cols << 2;
  memory.fill(z, 0, <usize> rows * bytes);
  for (let k = 0; k < inner; k++) {
    for (let row = 0; row < rows; row++) {
      const at = row * inner + k;
      const xi = load<f32>(x + (<usize> at << 2));
      if (xi === 0.0) continue;
      normalGroups(scratch, groups, k0, k1, u64(at + first * inner) * u64(groups) * 4);
      const xs = f32x4.splat(xi);
      const out = z + <usize> row * bytes;
      let i: usize = 0;
      for (; i + 16 <= bytes; i += 16) {
        const weight = f32x4.mul(v128.load(scale + i), v128.load(scratch + i));
        v128.store(out + i, f32x4.add(v128.load(out + i), f32x4.mul(xs, weight)));
      }
      for (; i < bytes; i += 4) {
        store<f32>(out + i, load<f32>(out + i) + xi * (load<f32>(scale + i) * load<f32>(scratch + i)));
      }
    }
    scale += bytes;
  }
}

/**
 * dScale[k, o] = Σ_b x[b, k] dy[b, o] ε[b, k, o] and dx[b, k] = Σ_o dy[b, o] scale[k, o] ε[b, k, o] for k from
 * `from` to `to`. A dx of zero is not computed. `scratch` holds S floats.
 */
export function noiseProductGradient(
  dy: usize,
  x: usize,
  scale: usize,
  dScale: usize,
  dx: usize,
  scratch: usize,
  rows: i32,
  inner: i32,
  cols: i32,
  k0: u32,
  k1: u32,
  from: i32,
  to: i32,
): void {
  const groups = (cols + 15) >> 4;
  const bytes = <usize> cols << 2;
  scale += <usize> from * bytes;
  dScale += <usize> from * bytes;
  memory.fill(dScale, 0, <usize> (to - from) * bytes);
  for (let k = from; k < to; k++) {
    for (let row = 0; row < rows; row++) {
      const at = row * inner + k;
      const xi = load<f32>(x + (<usize> at << 2));
      if (xi === 0.0 && !dx) continue;
      normalGroups(scratch, groups, k0, k1, u64(at) * u64(groups) * 4);
      const xs = f32x4.splat(xi);
      const d = dy + <usize> row * bytes;
      let sum = f32x4.splat(0.0);
      let i: usize = 0;
      for (; i + 16 <= bytes; i += 16) {
        const e = f32x4.mul(v128.load(d + i), v128.load(scratch + i));
        v128.store(dScale + i, f32x4.add(v128.load(dScale + i), f32x4.mul(xs, e)));
        sum = f32x4.add(sum, f32x4.mul(e, v128.load(scale + i)));
      }
      let total = (f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)) +
        (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
      for (; i < bytes; i += 4) {
        const e = load<f32>(d + i) * load<f32>(scratch + i);
        store<f32>(dScale + i, load<f32>(dScale + i) + xi * e);
        total += e * load<f32>(scale + i);
      }
      if (dx) store<f32>(dx + (<usize> at << 2), total);
    }
    scale += bytes;
    dScale += bytes;
  }
}
