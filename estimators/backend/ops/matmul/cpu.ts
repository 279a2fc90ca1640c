/**
 * BatchMatMul of the cpu backend for leading axes that are empty or broadcast inside one another.
 *
 * tfjs counts an operand's matrices modulo their number, which is silently wrong where an axis of
 * extent 1 lies inside a longer one, as in [6, 1, m, k] · [5, k, n], and fills an empty batch.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** What the replacement uses of tfjs's cpu backend. */
interface CpuBackend {
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo;
  disposeIntermediateTensorInfo(x: tf.TensorInfo): void;
}

interface Call {
  readonly inputs: { readonly a: tf.TensorInfo; readonly b: tf.TensorInfo };
  readonly attrs: unknown;
  readonly backend: CpuBackend;
}

let installed = false;

/** Replaces the kernel; idempotent. */
export function installCpuMatMul(): void {
  const stock = tf.getKernel("BatchMatMul", "cpu");
  if (installed || stock === undefined) return;
  installed = true;
  tf.unregisterKernel("BatchMatMul", "cpu");
  tf.registerKernel({
    ...stock,
    kernelFunc: (call) => {
      const { inputs: { a, b }, attrs, backend } = call as unknown as Call;
      const axes = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
      if (axes.includes(0)) {
        const { transposeA, transposeB } = attrs as { transposeA?: boolean; transposeB?: boolean };
        const sizes = [a.shape.at(transposeA ? -1 : -2) ?? 0, b.shape.at(transposeB ? -2 : -1) ?? 0];
        return backend.makeTensorInfo([...axes, ...sizes], "float32", new Float32Array(0));
      }
      const tiles = [a, b].map((x) => tiled(x, { axes, backend }));
      const inputs = { a: tiles[0] ?? a, b: tiles[1] ?? b };
      const product = stock.kernelFunc({ inputs, attrs: attrs as tf.NamedAttrMap, backend });
      for (const tile of tiles) if (tile !== undefined) backend.disposeIntermediateTensorInfo(tile);
      return product;
    },
  });
}

/** The operand repeated to all leading axes, where counting modulo would miss; else nothing. */
function tiled(
  x: tf.TensorInfo,
  { axes, backend }: { axes: readonly number[]; backend: CpuBackend },
): tf.TensorInfo | undefined {
  const own = x.shape.slice(0, -2);
  while (own[0] === 1) own.shift();
  if (own.every((extent, axis) => extent === axes[axes.length - own.length + axis])) return undefined;
  const shape = [...Array<number>(axes.length - own.length).fill(1), ...own];
  const reps = [...axes.map((extent, axis) => shape[axis] === 1 ? extent : 1), 1, 1];
  const padded = { ...x, shape: [...shape, ...x.shape.slice(-2)] };
  const tile = tf.getKernel("Tile", "cpu");
  return tile?.kernelFunc({ inputs: { x: padded }, attrs: { reps }, backend }) as tf.TensorInfo;
}
