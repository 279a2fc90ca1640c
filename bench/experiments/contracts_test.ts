import assert from "node:assert/strict";
import { MODEL_OPTIONS } from "../contract.ts";
import { planRun } from "../run/plan.ts";
import { suiteNames } from "../suites/mod.ts";
import { CONTRACTS, type ExperimentContract } from "./contracts.ts";
import { EXPERIMENTS } from "./registry.ts";

const contracts: [string, ExperimentContract][] = Object.entries(CONTRACTS);

Deno.test("an experiment and its contract have one name, in one order", () => {
  assert.deepEqual(Object.keys(EXPERIMENTS), Object.keys(CONTRACTS));
  for (const [name, contract] of contracts) {
    assert.equal(contract.name, name);
    assert.equal(Object.entries(EXPERIMENTS).find(([own]) => own === name)![1].contract, contract);
  }
});

Deno.test("every experiment states a question; a heading is none", () => {
  for (const [, { question, title }] of contracts) {
    assert.match(question, /\?$/);
    assert.doesNotMatch(title, /\?$/);
  }
});

Deno.test("an option is of an estimator's identity or of its cell's place, never both", () => {
  for (const [name, { identity, place }] of contracts) {
    assert.deepEqual(identity.filter((option) => place.includes(option)), [], name);
  }
});

for (const suite of suiteNames) {
  Deno.test(`suite ${suite}: contracts declare every option of every cell`, () => {
    const dataset = { name: "digits", sha256: "00" };
    const { jobs } = planRun({ suite, seed: 0, backend: "wasm", threads: 1 }, dataset);
    const unknown = jobs.flatMap(({ cells }) => cells).flatMap(({ experiment, options }) => {
      const { identity, place } = contracts.find(([name]) => name === experiment)![1];
      return Object.keys(options).filter((option) =>
        ![...identity, ...place, ...MODEL_OPTIONS].includes(option)
      )
        .map((option) => `${experiment}: ${option}`);
    });
    assert.deepEqual([...new Set(unknown)], []);
  });
}
