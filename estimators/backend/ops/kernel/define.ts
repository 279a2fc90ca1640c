/**
 * An operation, whole: operands, results, its code on the wasm heap, cost, gradient, and its twin in tf's
 * operations for other backends.
 *
 * Checks, allocation, registration, the tape's gradients, the costs that `profile` counts and the choice of
 * the twin all derive from the one `defineKernel`.
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Product } from "../../products/product.ts";
import type { Kernels, Pointer } from "../../wasm/functions.ts";
import { offsetOf, type WasmBackend } from "../../wasm/heap.ts";
import { kernelsOn, make } from "../../wasm/tensors.ts";
import { operand, requireShape } from "./checks.ts";
import { type GradientDefinition, registration } from "./gradient.ts";
import {
  type BoundCall,
  type Call,
  isInstalled,
  type Kernel,
  type KernelRun,
  runByName,
  type StepArgument,
} from "./kernel.ts";
import type { Shape } from "./shapes.ts";

/** What follows from the operands' shapes. */
export interface Sizes<Input extends string> {
  /** Shapes of the results. */
  readonly results: readonly Shape[];
  /** Shapes that operands must have; axes by name, as in `B, P, n`, for one without the rank to tell. */
  readonly wanted?: Readonly<Partial<Record<Input, Shape | string>>>;
}

/** Where kernels work. */
export interface Workspace {
  /** Its heap holds the tensors. */
  readonly backend: WasmBackend;
  /** The compiled functions, on that heap. */
  readonly kernels: Kernels;
  /** Matrix products on that heap. */
  readonly product: Product;
}

/** What a kernel works on: its operands are there, float32, and fit one another. */
export interface CheckedCall<Input extends string, Attrs, S> extends Workspace {
  readonly inputs: Readonly<Record<Input, tf.TensorInfo>>;
  /** Addresses of the operands; they stay when the heap grows. */
  readonly at: Readonly<Record<Input, Pointer>>;
  /** The results, to be filled. */
  readonly outputs: readonly tf.TensorInfo[];
  readonly sizes: S;
  readonly attrs: Attrs;
}

/** All of an operation. */
export interface KernelDefinition<Input extends string, Attrs, S extends Sizes<Input>>
  extends GradientDefinition<Input, Attrs> {
  /** Name that tfjs knows the kernel by. */
  readonly name: string;
  /** Operands, all float32. */
  readonly inputs: readonly Input[];
  /** Sizes of a call, the shapes of its results among them. */
  sizes(shapes: Readonly<Record<Input, Shape>>, attrs: Attrs): S;
  /** Fills the results; their addresses follow the call. */
  run(call: CheckedCall<Input, Attrs, S>, ...out: Pointer[]): void;
  /** Operations, by the convention of `backend/flops.ts`. */
  flops(sizes: S, attrs: Attrs): number;
  /**
   * Settings that may be new at every step: `key` stands for k0 and k1, `step` for itself. A captured step puts
   * in its own; all others are frozen in it.
   */
  readonly stepArguments?: readonly StepArgument[];
  /** Whether the kernel takes these operands; where not, the twin runs. @default always */
  takes?(inputs: Readonly<Record<Input, tf.Tensor>>): boolean;
  /** The twin: the same in tf's operations, differentiable if the kernel is. */
  portable?(inputs: Readonly<Record<Input, tf.Tensor>>, attrs: Attrs): tf.Tensor;
}

/** A kernel that `defineKernel` made. */
export interface DefinedKernel<Input extends string, Attrs> extends Kernel {
  /** Whether the active backend has it. */
  installed(): boolean;
  /** Runs it on the active backend, which has it. */
  all(inputs: Readonly<Record<Input, tf.Tensor>>, ...attrs: Settings<Attrs>): tf.Tensor[];
  /** The same, for the first result. */
  one(inputs: Readonly<Record<Input, tf.Tensor>>, ...attrs: Settings<Attrs>): tf.Tensor;
  /** Runs it where the active backend has it and it takes the operands, its twin elsewhere. */
  apply(inputs: Readonly<Record<Input, tf.Tensor>>, ...attrs: Settings<Attrs>): tf.Tensor;
}

/** Settings of a kernel that has none. */
export type NoAttrs = Readonly<Record<never, never>>;

/** The settings as the last argument, which may be left out where there are none. */
type Settings<Attrs> = NoAttrs extends Attrs ? [attrs?: Attrs] : [attrs: Attrs];

/** Makes a kernel of its definition. It takes effect where `ops/kernels.ts` lists its file. */
export function defineKernel<const Input extends string, S extends Sizes<Input>, Attrs = NoAttrs>(
  definition: KernelDefinition<Input, Attrs, S>,
): DefinedKernel<Input, Attrs> {
  const { name, takes, portable } = definition;
  const installed = () => isInstalled(name);
  const all: DefinedKernel<Input, Attrs>["all"] = (inputs, ...[attrs]) =>
    runByName(name, inputs, { ...attrs });
  const one: DefinedKernel<Input, Attrs>["one"] = (...call) => all(...call)[0]!;
  return {
    name,
    compiled: true,
    run: (call) => run(definition, call),
    bind: (call) => bind(definition, call),
    stepArguments: definition.stepArguments ?? [],
    flops: (run) => definition.flops(sizesOf(definition, run), run.attrs as Attrs),
    gradient: registration(definition),
    installed,
    all,
    one,
    apply(inputs, ...attrs) {
      if (installed() && (takes?.(inputs) ?? true)) return one(inputs, ...attrs);
      if (portable !== undefined) return tf.tidy(() => portable(inputs, { ...attrs[0] } as Attrs));
      throw new Error(`${name}: the ${tf.getBackend()} backend does not have this kernel: use wasm`);
    },
  };
}

function run<Input extends string, Attrs, S extends Sizes<Input>>(
  definition: KernelDefinition<Input, Attrs, S>,
  call: Call,
): tf.TensorInfo | tf.TensorInfo[] {
  const { backend } = call;
  const checked = check(definition, call);
  const outputs = checked.sizes.results.map((shape) => make(backend, shape));
  try {
    definition.run({ ...checked, outputs }, ...outputs.map((output) => offsetOf(backend, output)));
  } catch (error) {
    for (const { dataId } of outputs) backend.disposeData(dataId);
    throw error;
  }
  return outputs.length === 1 ? outputs[0]! : outputs;
}

function bind<Input extends string, Attrs, S extends Sizes<Input>>(
  definition: KernelDefinition<Input, Attrs, S>,
  { outputs, ...call }: BoundCall,
): (attrs: Call["attrs"]) => void {
  const checked = { ...check(definition, call), outputs };
  const out = outputs.map((output) => offsetOf(call.backend, output));
  return (attrs) => {
    checked.attrs = attrs as Attrs;
    definition.run(checked, ...out);
  };
}

/** The call but for its results. */
function check<Input extends string, Attrs, S extends Sizes<Input>>(
  definition: KernelDefinition<Input, Attrs, S>,
  call: Call,
): Omit<CheckedCall<Input, Attrs, S>, "outputs" | "attrs"> & { attrs: Attrs } {
  const { name } = definition;
  const { backend, product } = call;
  const attrs = call.attrs as Attrs;
  const inputs = {} as Record<Input, tf.TensorInfo>;
  const shapes = {} as Record<Input, Shape>;
  const at = {} as Record<Input, Pointer>;
  for (const input of definition.inputs) {
    const tensor = operand(name, call, input);
    inputs[input] = tensor;
    shapes[input] = tensor.shape;
    at[input] = offsetOf(backend, tensor);
  }
  const sizes = definition.sizes(shapes, attrs);
  for (const input in sizes.wanted) {
    requireShape(name, { name: input, tensor: inputs[input], wanted: sizes.wanted[input] ?? [] });
  }
  return { backend, kernels: kernelsOn(backend), product, inputs, at, sizes, attrs };
}

function sizesOf<Input extends string, Attrs, S extends Sizes<Input>>(
  definition: KernelDefinition<Input, Attrs, S>,
  { inputs, attrs }: KernelRun,
): S {
  const shapes = {} as Record<Input, Shape>;
  for (const input of definition.inputs) shapes[input] = (inputs[input] as tf.TensorInfo).shape;
  return definition.sizes(shapes, attrs as Attrs);
}
