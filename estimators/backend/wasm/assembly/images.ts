/**
 * Image patches, their adjoint, and the gradient of max-pooling. Images are [batch, height, width, channels];
 * a patch is size × size pixels around one, size odd, zeros outside the image.
 *
 * What lies inside one row of a patch lies side by side in the image, too: rows are moved whole.
 */

/** out = patches, [batch, height · width, size² · channels]. */
export function imagePatches(
  images: usize,
  out: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
): void {
  walk(Direction.toPatches, images, out, batch, height, width, channels, size);
}

/** images += patches, every value at the pixel that it came from. */
export function addPatches(
  images: usize,
  patches: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
): void {
  walk(Direction.toImages, images, patches, batch, height, width, channels, size);
}

const enum Direction {
  toPatches,
  toImages,
}

// @ts-ignore: decorator
@inline
function walk(
  direction: i32,
  images: usize,
  patches: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
): void {
  const pixel = <usize> channels << 2;
  const line = <usize> width * pixel;
  const row = <usize> size * pixel;
  const margin = size >> 1;
  for (let example = 0; example < batch; example++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        // Columns of the patch that the image has.
        const before = <usize> max(0, margin - x) * pixel;
        const after = <usize> max(0, x + margin + 1 - width) * pixel;
        const inside = row - before - after;
        for (let i = 0; i < size; i++) {
          const at = y + i - margin;
          if (at >= 0 && at < height) {
            const from = images + <usize> at * line + <usize> max(0, x - margin) * pixel;
            if (direction === Direction.toPatches) {
              zero(patches, before);
              copy(patches + before, from, inside);
              zero(patches + before + inside, after);
            } else add(from, patches + before, inside);
          } else if (direction === Direction.toPatches) zero(patches, row);
          patches += row;
        }
      }
    }
    images += <usize> height * line;
  }
}

// @ts-ignore: decorator
@inline
function zero(out: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(out + i, f32x4.splat(0.0));
  for (; i < bytes; i += 4) store<f32>(out + i, 0.0);
}

// @ts-ignore: decorator
@inline
function copy(out: usize, x: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(out + i, v128.load(x + i));
  for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(x + i));
}

// @ts-ignore: decorator
@inline
function add(out: usize, x: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(x + i)));
  for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(out + i) + load<f32>(x + i));
}

/**
 * dx of 2 × 2 windows that lie side by side: dy at the first largest value of each window, 0 elsewhere.
 * x, dx [rows, 2, columns, 2, channels], dy [rows, columns, channels].
 */
export function pairPoolGradient(x: usize, dy: usize, dx: usize, rows: i32, columns: i32, channels: i32): void {
  const pixel = <usize> channels << 2;
  const line = 2 * <usize> columns * pixel;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let i: usize = 0;
      for (; i + 16 <= pixel; i += 16) {
        const right = i + pixel;
        const below = i + line;
        const diagonal = below + pixel;
        const a = v128.load(x + i);
        const b = v128.load(x + right);
        const c = v128.load(x + below);
        const most = f32x4.max(f32x4.max(a, b), f32x4.max(c, v128.load(x + diagonal)));
        let rest = v128.load(dy + i);
        const atA = f32x4.eq(a, most);
        v128.store(dx + i, v128.and(rest, atA));
        rest = v128.andnot(rest, atA);
        const atB = f32x4.eq(b, most);
        v128.store(dx + right, v128.and(rest, atB));
        rest = v128.andnot(rest, atB);
        const atC = f32x4.eq(c, most);
        v128.store(dx + below, v128.and(rest, atC));
        v128.store(dx + diagonal, v128.andnot(rest, atC));
      }
      for (; i < pixel; i += 4) {
        let largest = i;
        largest = larger(x, largest, i + pixel);
        largest = larger(x, largest, i + line);
        largest = larger(x, largest, i + line + pixel);
        store<f32>(dx + i, 0.0);
        store<f32>(dx + i + pixel, 0.0);
        store<f32>(dx + i + line, 0.0);
        store<f32>(dx + i + line + pixel, 0.0);
        store<f32>(dx + largest, load<f32>(dy + i));
      }
      x += 2 * pixel;
      dx += 2 * pixel;
      dy += pixel;
    }
    x += line;
    dx += line;
  }
}

// @ts-ignore: decorator
@inline
function larger(x: usize, at: usize, other: usize): usize {
  return load<f32>(x + other) > load<f32>(x + at) ? other : at;
}
