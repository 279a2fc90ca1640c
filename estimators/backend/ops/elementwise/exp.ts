/**
 * e^x.
 * @module
 */
import { unary } from "./unary.ts";

/** Exp: x -> e^x. */
export const exp = unary("Exp", (kernels) => kernels.exp);
