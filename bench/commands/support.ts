/**
 * `deno task support`: prints which estimator treats which family and map.
 * @module
 */
// deno-lint-ignore-file no-console
import { useBackend } from "../../estimators/mod.ts";
import { supportMarkdown } from "./support_markdown.ts";

if (import.meta.main) {
  await useBackend("cpu");
  console.log(supportMarkdown());
}
