/**
 * The native products that a backend's options mean: one library, or two and which takes what.
 * @module
 */
import type { BackendOptions, BlasInUse, BlasNotUsed } from "../types.ts";
import { chosenSgemm, measureProducts } from "./choice.ts";
import { type Blas, openBlas, openOneDnn } from "./libraries.ts";
import type { Sgemm } from "./verify.ts";

/** What takes the products. */
export interface Selected {
  /** All that are open. */
  readonly libraries: readonly Blas[];
  /** Undefined where no library does. */
  readonly sgemm: Sgemm | undefined;
  readonly used: BlasInUse | BlasNotUsed;
}

/** What libraries are opened with. */
export interface Openers {
  /** Libraries that may be used again; they are not closed here, whatever happens. @default none */
  readonly open?: readonly Blas[];
  /** @default openBlas */
  readonly first?: typeof openBlas;
  /** @default openOneDnn */
  readonly second?: typeof openOneDnn;
}

/**
 * Opens what is needed.
 *
 * @throws BackendError where a library was asked for and cannot be used, or a choice is of other libraries
 */
export function selectProducts(
  { blas: which = "auto", threads, products, notice }: BackendOptions,
  { open = [], first: openFirst = openBlas, second: openSecond = openOneDnn }: Openers = {},
): Selected {
  const first = openFirst(which, { threads, open });
  if (!("sgemm" in first)) return { libraries: [], sgemm: undefined, used: first };
  const { sgemm } = first;
  const alone = { libraries: [first], sgemm, used: describe(first) };
  if (which !== "auto" || products === undefined) return alone;
  const choseNone = { ...alone, used: { ...alone.used, choice: products === "measure" ? {} : products } };
  const wanted = products === "measure" || Object.values(products).some((vendor) => vendor !== first.vendor);
  if (!wanted) return choseNone;
  const second = first.vendor === "oneDNN" ? missing("OpenBLAS") : openSecond({ threads, open });
  if (!("sgemm" in second)) {
    const broken = second.reason.includes("product is wrong");
    if (products !== "measure" || broken) notice?.(`${first.vendor} takes all products: ${second.reason}`);
    return choseNone;
  }
  try {
    const choice = products === "measure" ? measureProducts([first, second]) : products;
    const used = { ...describe(first), beside: describeOnly(second), choice };
    return { libraries: [first, second], sgemm: chosenSgemm([first, second], choice), used };
  } catch (error) {
    [first, second].filter((library) => !open.includes(library)).forEach((library) => library.close());
    throw error;
  }
}

function missing(vendor: string): BlasNotUsed {
  return {
    used: false,
    reason: `${vendor} is not installed, which this run chose for some (on Debian: libopenblas0-pthread)`,
  };
}

function describe(library: Blas): BlasInUse {
  return { used: true, ...describeOnly(library) };
}

function describeOnly({ path, vendor, config, threads }: Blas): NonNullable<BlasInUse["beside"]> {
  return { path, vendor, config, threads };
}
