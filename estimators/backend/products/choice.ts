/**
 * Which of two libraries takes the products of which shape: measured once, kept as data, and from then on a pure
 * function of the shape. Two libraries round sums in different orders, so a run that measured again would give other
 * numbers.
 * @module
 */
import { BackendError, type ProductChoice } from "../types.ts";
import type { Blas } from "./native.ts";
import { AS_STORED, ROW_MAJOR, type Sgemm, TRANSPOSED } from "./verify.ts";

/** op(a)[m, k] · op(b)[k, n]. */
interface Shape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** `NN`, `NT`, `TN` or `TT`: N as stored, T transposed. */
  readonly flags: string;
}

/** Inputs and outputs of layers, each of which multiplies three times a step. */
const LAYERS = [
  ...[[784, 200], [200, 200], [200, 50], [50, 200], [50, 50], [200, 784]],
  ...[[784, 1024], [1024, 1024], [1024, 10]],
] as const;
const BATCH = 80;
/** Products that layers of other kinds need: a convolution's patches, Gram matrices of latents and of positions. */
const OTHERS: readonly Shape[] = [
  { m: 81920, n: 64, k: 27, flags: "NN" },
  { m: 27, n: 64, k: 81920, flags: "TN" },
  ...[[50, 50, 200], [4, 4, 4608], [16, 16, 4608]].map(([m = 0, n = 0, k = 0]) => ({ m, n, k, flags: "NT" })),
  { m: 16, n: 512, k: 16, flags: "NN" },
  { m: 4, n: 16, k: 16, flags: "NN" },
  { m: 64, n: 512, k: 16, flags: "TN" },
  { m: 16, n: 64, k: 512, flags: "NT" },
];

/** Shapes that are measured; any other goes where the nearest one with its transposes goes. */
const PROBES: readonly Shape[] = [
  ...LAYERS.flatMap(([inputs, outputs]): Shape[] => [
    { m: BATCH, n: outputs, k: inputs, flags: "NN" },
    { m: BATCH, n: inputs, k: outputs, flags: "NT" },
    { m: inputs, n: outputs, k: BATCH, flags: "TN" },
  ]),
  ...OTHERS,
];

/** Multiplications above which the libraries were never found to differ, but their threads do. */
const LARGE = 2 ** 28;
/** What one product may be repeated for, in milliseconds; the fastest of its runs counts. */
const [MILLISECONDS, LEAST_RUNS, MOST_RUNS] = [3, 3, 50];
/** A difference that is noise leaves the first library its product. */
const CLEARLY = 0.97;

/** Measures the probes on both libraries, interleaved: half a second. @param clock in milliseconds */
export function measureProducts(
  libraries: readonly [Blas, Blas],
  clock: () => number = () => performance.now(),
): ProductChoice {
  return Object.fromEntries(PROBES.map((shape) => {
    const runs = libraries.map(({ sgemm }) => productOf(shape, sgemm));
    runs.forEach((run) => run()); // libraries compile and allocate when a shape is new
    const best = runs.map(() => Infinity);
    const end = clock() + MILLISECONDS * runs.length;
    for (let i = 0; i < LEAST_RUNS || (i < MOST_RUNS && clock() < end); i++) {
      runs.forEach((run, which) => {
        const start = clock();
        run();
        best[which] = Math.min(best[which]!, clock() - start);
      });
    }
    const [first, second] = libraries;
    return [keyOf(shape), best[1]! < CLEARLY * best[0]! ? second.vendor : first.vendor];
  }));
}

/**
 * One product of two libraries, the first of which takes what nothing was chosen for.
 *
 * @throws BackendError for a choice that is not one of these libraries'
 */
export function chosenSgemm([first, second]: readonly [Blas, Blas], choice: ProductChoice): Sgemm {
  const probes = Object.entries(choice).map(([key, vendor]) => {
    const blas = [first, second].find((each) => each.vendor === vendor);
    if (blas === undefined) {
      const open = `${first.vendor} and ${second.vendor}`;
      throw new BackendError(`products: ${key} is ${vendor}'s, open are ${open}: measure in a new run`);
    }
    return { ...shapeOf(key), blas };
  });
  const takes = (shape: Shape): Sgemm => {
    if (shape.m * shape.n * shape.k > LARGE) return first.sgemm;
    const alike = probes.filter(({ flags }) => flags === shape.flags);
    const nearest = alike.map((probe) => ({ probe, distance: distance(probe, shape) }))
      .reduce<{ probe?: (typeof probes)[number]; distance: number }>(
        (best, each) => each.distance < best.distance ? each : best,
        { distance: Infinity },
      );
    return (nearest.probe?.blas ?? first).sgemm;
  };
  const known = new Map<number, Map<number, Sgemm>>();
  return (order, flagA, flagB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) => {
    // Two numbers for five: no text is made for each product.
    const [outer, inner] = [
      m * 2 ** 26 + n,
      4 * k + (flagA === TRANSPOSED ? 2 : 0) + (flagB === TRANSPOSED ? 1 : 0),
    ];
    let sgemm = known.get(outer)?.get(inner);
    if (sgemm === undefined) {
      sgemm = takes({ m, n, k, flags: flagsOf(flagA) + flagsOf(flagB) });
      if (!known.has(outer)) known.set(outer, new Map());
      known.get(outer)!.set(inner, sgemm);
    }
    sgemm(order, flagA, flagB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  };
}

function flagsOf(flag: number): string {
  return flag === TRANSPOSED ? "T" : "N";
}

/** `80×200×784 NT`: m, n, k and the transposes, as BLAS has them. */
function keyOf({ m, n, k, flags }: Shape): string {
  return `${m}×${n}×${k} ${flags}`;
}

function shapeOf(key: string): Shape {
  const [, m, n, k, flags] = /^(\d+)×(\d+)×(\d+) ([NT]{2})$/.exec(key) ?? [];
  if (flags === undefined) throw new BackendError(`products: got ${key}, wanted m×n×k and NN, NT, TN or TT`);
  return { m: Number(m), n: Number(n), k: Number(k), flags };
}

/** Sizes count by their ratios. */
function distance(a: Shape, b: Shape): number {
  const apart = (x: number, y: number) => Math.abs(Math.log2(x / y));
  return apart(a.m, b.m) + apart(a.n, b.n) + apart(a.k, b.k);
}

/** A product of the shape; what is multiplied changes no time. */
function productOf({ m, n, k, flags }: Shape, sgemm: Sgemm): () => void {
  const [turnA, turnB] = [flags[0] === "T", flags[1] === "T"];
  const a = new Float32Array(m * k).fill(1);
  const b = new Float32Array(k * n).fill(1);
  const c = new Float32Array(m * n);
  const flag = (turn: boolean) => turn ? TRANSPOSED : AS_STORED;
  return () =>
    sgemm(ROW_MAJOR, flag(turnA), flag(turnB), m, n, k, 1, a, turnA ? m : k, b, turnB ? k : n, 0, c, n);
}
