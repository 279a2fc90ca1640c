/**
 * Identity: another name for the same memory.
 *
 * The tape clones every tensor that a gradient needs, and tfjs's kernel copies it each time. Tensors are
 * values: whoever writes in place gives a tensor memory of its own first (`adamUpdate`).
 * @module
 */
import { replaceKernel } from "../kernel/replace.ts";

/** Input x, of any type. */
export const identity = replaceKernel({
  name: "Identity",
  flops: () => 0,
  run({ inputs: { x }, backend }) {
    const { dataId, shape, dtype } = x!;
    backend.incRef(dataId);
    return { dataId, shape, dtype };
  },
});
