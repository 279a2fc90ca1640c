/**
 * Gradients of kernels as their definitions tell them, in the form that tfjs registers.
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { isInstalled, type RegisteredGradient, runByName } from "./kernel.ts";

/** A kernel's gradient, as a map from operands to what computes theirs. */
export interface KernelGradient<Input extends string, Attrs> {
  /** Operands that it needs. */
  readonly saves: readonly Input[];
  /** Whether it needs the result too. @default false */
  readonly savesResult?: boolean;
  /**
   * tfjs calls only those entries whose operand is differentiated, in the order of the operands; what
   * several of them share is computed before, once.
   *
   * @param dy the gradient by the first result; `dys` are all of them.
   */
  of(
    dy: tf.Tensor,
    saved: Readonly<Record<Input | "result", tf.Tensor>>,
    attrs: Attrs,
    dys: readonly tf.Tensor[],
  ): Partial<Record<Input, () => tf.Tensor>>;
}

/** What a kernel's definition says of gradients. */
export interface GradientDefinition<Input extends string, Attrs> {
  /** Name that tfjs knows the kernel by. */
  readonly name: string;
  /** For a kernel that is a node of the tape: its own gradient. */
  readonly gradient?: KernelGradient<Input, Attrs>;
  /** For a kernel that is the gradient of one of tfjs's, of operands dy and what tfjs saves, under this name. */
  readonly gradientOf?: { readonly kernel: string; readonly saved: Input };
}

/** What tfjs is to be told. */
export function registration<Input extends string, Attrs>(
  { name, gradient, gradientOf }: GradientDefinition<Input, Attrs>,
): RegisteredGradient | undefined {
  if (gradient !== undefined) return { of: name, config: () => ownGradient(name, gradient) };
  if (gradientOf === undefined) return undefined;
  const { kernel, saved: operand } = gradientOf;
  return {
    of: kernel,
    config(stock) {
      if (stock === undefined) {
        throw new Error(`${name}: tfjs has no gradient of ${kernel} to take the place of`);
      }
      return {
        ...stock,
        gradFunc(dys, saved, attrs) {
          // The gradient is registered for all backends, the kernel is not.
          if (!isInstalled(name)) return stock.gradFunc(dys, saved, attrs);
          return { x: () => runByName(name, { dy: one(dys), [operand]: saved[0]! })[0]! };
        },
      };
    },
  };
}

function ownGradient<Input extends string, Attrs>(
  kernelName: string,
  { saves, savesResult = false, of }: KernelGradient<Input, Attrs>,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: [...saves],
    outputsToSave: savesResult ? [true] : [],
    gradFunc(dys, tensors, attrs) {
      const saved = {} as Record<Input | "result", tf.Tensor>;
      saves.forEach((input, i) => saved[input] = tensors[i]!);
      if (savesResult) saved.result = tensors[saves.length]!;
      return of(one(dys), saved, attrs as Attrs, [dys].flat()) as ReturnType<tf.GradFunc>;
    },
  };
}

function one(dys: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(dys) ? dys[0]! : dys;
}
