import assert from "node:assert/strict";
import { isPlain } from "../../look/series.ts";
import { fixtureRecords } from "../fixtures.ts";
import { costRows } from "./rows.ts";

Deno.test("the fixtures' known ratio of times comes back", () => {
  const { gradients } = costRows(fixtureRecords({ only: ["cost"], costRatio: 1.6 }));
  const row = gradients.find((own) => own.subject === "vae1-narrow" && isPlain(own, "r2g2"))!;
  assert.ok(Math.abs(row.timeRatio!.value / 1.6 - 1) < 0.1, `${row.timeRatio!.value}`);
});
