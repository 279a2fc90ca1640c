import assert from "node:assert/strict";
import { resolve } from "node:path";
import { gateGrants } from "./grants.ts";

Deno.test("the command reads the baseline and writes what its flags name; a measured side writes nothing", () => {
  assert.deepEqual(
    gateGrants(
      ["--plugin", "/p/a.ts", "--baseline=/b.json", "--junit", "j.xml", "--save", "/s.json"],
      "/project",
    ),
    {
      command: ["--allow-read=/project,/p,/b.json", `--allow-write=${resolve("j.xml")},/s.json`],
      measured: ["--allow-read=/project,/p"],
    },
  );
  assert.deepEqual(gateGrants(["--base", "main"], "/project").command, ["--allow-read=/project"]);
});
