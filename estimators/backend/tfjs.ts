/**
 * TensorFlow.js as this package imports it: operations, their gradients, and the cpu backend. The import map sends
 * `@tensorflow/tfjs` here, for the package of that name brings WebGL, converters and data readers too, 200 MB of them.
 * A program that imports it beside this package shares one engine with it.
 * @module
 */
// Registers the gradients of core's operations; core's own list of them cannot be imported outside of a bundler.
import "@tensorflow/tfjs-layers";
import "@tensorflow/tfjs-backend-cpu";

export * from "@tensorflow/tfjs-core";
