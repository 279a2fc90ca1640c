/**
 * What a computation's matrix products take alone: the time below which no arrangement of the rest can bring it.
 * @module
 */
import { openBlas, openOneDnn } from "./libraries.ts";
import type { Blas } from "./native.ts";
import { AS_STORED, ROW_MAJOR, type Sgemm, TRANSPOSED } from "./verify.ts";

/** Products of one shape. */
interface Counted {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly flagA: number;
  readonly flagB: number;
  count: number;
}

/** The products of a computation, alone. */
export interface ProductFloor {
  /** Milliseconds of all, each with the fastest available library. */
  readonly ms: number;
  /** Number of products. */
  readonly products: number;
  /** Their floating-point operations. */
  readonly flops: number;
}

/** Products are counted here while somebody asks. */
let counted: Map<string, Counted> | undefined;

/** A library's product that is counted while {@linkcode productFloor} asks. */
export function countable(sgemm: Sgemm): Sgemm {
  return (order, flagA, flagB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) => {
    if (counted !== undefined) count({ m, n, k, flagA, flagB, count: 1 }, counted);
    sgemm(order, flagA, flagB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  };
}

function count(product: Counted, all: Map<string, Counted>): void {
  const { m, n, k, flagA, flagB } = product;
  const name = [m, n, k, flagA, flagB].join();
  const before = all.get(name);
  if (before === undefined) all.set(name, product);
  else before.count++;
}

/**
 * Runs a computation once, then times its products alone, shape by shape, on every available library: the median of
 * some runs, on operands that lie in the cache if they fit.
 *
 * @param run multiplies through a native library; a replayed computation does not count its products
 * @param threads of OpenBLAS
 * @param milliseconds that each shape is timed for
 * @returns undefined where no native library multiplied
 */
export async function productFloor(
  run: () => unknown,
  { threads, milliseconds = 3 }: { readonly threads: number; readonly milliseconds?: number },
): Promise<ProductFloor | undefined> {
  const products: Map<string, Counted> = counted = new Map();
  try {
    await run();
  } finally {
    counted = undefined;
  }
  if (products.size === 0) return undefined;
  const libraries = [openBlas("auto", { threads }), openOneDnn()].filter((each) => "sgemm" in each);
  try {
    const all = [...products.values()];
    const most = (size: (product: Counted) => number) =>
      new Float32Array(all.reduce((largest, product) => Math.max(largest, size(product)), 0)).fill(1);
    const operands = [
      most(({ m, k }) => m * k),
      most(({ n, k }) => n * k),
      most(({ m, n }) => m * n),
    ] as const;
    const fastest = (product: Counted) =>
      Math.min(...libraries.map((library) => time(product, { library, operands, milliseconds })));
    return {
      ms: all.reduce((sum, product) => sum + product.count * fastest(product), 0),
      products: all.reduce((sum, { count }) => sum + count, 0),
      flops: all.reduce((sum, { m, n, k, count }) => sum + 2 * m * n * k * count, 0),
    };
  } finally {
    libraries.forEach((library) => library.close());
  }
}

type Operands = readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];

/** Median milliseconds. */
function time(
  { m, n, k, flagA, flagB }: Counted,
  { library: { sgemm }, operands: [a, b, c], milliseconds }: {
    readonly library: Blas;
    readonly operands: Operands;
    readonly milliseconds: number;
  },
): number {
  const [lda, ldb] = [flagA === AS_STORED ? k : m, flagB === TRANSPOSED ? k : n];
  const once = () => sgemm(ROW_MAJOR, flagA, flagB, m, n, k, 1, a, lda, b, ldb, 0, c, n);
  const times: number[] = [];
  once(); // it may compile
  const end = performance.now() + milliseconds;
  do {
    const start = performance.now();
    once();
    times.push(performance.now() - start);
  } while (performance.now() < end);
  return times.sort((x, y) => x - y)[times.length >> 1]!;
}
