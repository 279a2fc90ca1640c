/**
 * Whether a chart's specification is one: validation against the JSON schema that Vega-Lite ships.
 * @module
 */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { packageRoot } from "./page/libraries.ts";

/**
 * What is wrong with a specification, as `path message`; none for a valid one.
 *
 * Of the many errors that alternatives give, the one deepest in the specification is reported: it is of the
 * alternative that fitted longest.
 *
 * Permissions: read on node_modules.
 *
 * @example
 * ```ts
 * import { specProblems } from "./specs.ts";
 *
 * const spec = { data: { values: [{ a: 1 }] }, mark: "bar", encoding: { x: { field: "a", type: "quantitative" } } };
 * console.assert(specProblems(spec).length === 0);
 * console.assert(specProblems({ ...spec, mark: "bra" })[0]?.startsWith("/mark "));
 * ```
 */
export function specProblems(spec: unknown): string[] {
  const validate = validator();
  // A specification as it is shipped: without fields that are undefined.
  if (validate(JSON.parse(JSON.stringify(spec)))) return [];
  const errors = validate.errors ?? [];
  const deepest = errors.reduce((a, b) => (depth(b) > depth(a) ? b : a), errors[0] as ErrorObject);
  const allowed = deepest.params["additionalProperty"] ?? deepest.params["allowedValue"];
  const detail = allowed === undefined ? "" : ` (${JSON.stringify(allowed)})`;
  return [`${deepest.instancePath || "/"} ${deepest.message}${detail}`];
}

function depth({ instancePath }: ErrorObject): number {
  return instancePath.split("/").length;
}

let compiled: ValidateFunction | undefined;

/** The schema's validator, compiled when it is first needed: it takes a second. */
function validator(): ValidateFunction {
  if (compiled !== undefined) return compiled;
  const text = Deno.readTextFileSync(new URL("build/vega-lite-schema.json", packageRoot("vega-lite")));
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false, logger: false });
  return compiled = ajv.compile(JSON.parse(text));
}
