/**
 * ln x.
 * @module
 */
import { unary } from "./unary.ts";

/** Log: x -> ln x. */
export const log = unary("Log", (kernels) => kernels.log);
