import assert from "node:assert/strict";
import { canonicalJson } from "../canonical.ts";
import { recordHash } from "../lines.ts";
import type { BenchRecord, Metric } from "./record.ts";
import { testRecord } from "../testing.ts";
import { metricsNamed, RecordPacker } from "./packer.ts";

const METRIC: Metric = {
  name: "variance",
  unit: "1",
  layer: "top",
  block: "scale",
  at: { step: 3, kind: "a" },
  values: [0.1, 1e-300, -0, 5e-324, 1.7976931348623157e308, 3],
};
const TIME: Metric = { name: "gradient-time", unit: "ms", values: [1, 2] };

/** Records of one cell that differ in one thing each, from the first and from each other. */
const ALIKE: readonly Partial<BenchRecord>[] = [
  { metrics: [METRIC], timings: [TIME] },
  { metrics: [{ ...METRIC, values: [1, 2, 3, 4, 5, 6] }], timings: [TIME] },
  { metrics: [{ ...METRIC, values: [] }], timings: [{ ...TIME, values: [3] }] },
  { metrics: [{ ...METRIC, at: { step: 4, kind: "a" } }] },
  { metrics: [{ ...METRIC, at: { step: 3 } }] },
  { metrics: [{ ...METRIC, at: { step: 3, kind: "a", more: 0 } }] },
  { metrics: [{ ...METRIC, at: { kind: "a", step: 3 } }] },
  { metrics: [{ ...METRIC, at: { step: 0 } }] },
  { metrics: [{ ...METRIC, at: { step: -0 } }] },
  { metrics: [{ ...METRIC, at: { step: "3", kind: "a" } }] },
  { metrics: [TIME], timings: [METRIC] },
  { metrics: [{ ...METRIC, layer: "bottom" }] },
  { metrics: [{ ...METRIC, block: "mean" }] },
  { metrics: [{ ...METRIC, unit: "nats" }] },
  { metrics: [{ ...METRIC, name: "bias" }] },
  { metrics: [METRIC, { ...METRIC, block: "mean" }] },
  { metrics: [{ name: "variance", unit: "1", values: [1] }] },
  {
    metrics: Array.from(
      { length: 3 },
      () => ({ ...METRIC, values: Array.from({ length: 9000 }, Math.random) }),
    ),
  },
  { code: { id: "c", dirty: true }, attempt: "1", reason: "why", status: "failed" },
  ...Array.from({ length: 100 }, (_, step) => ({ metrics: [{ ...METRIC, at: { step } }] })),
  ...Array.from({ length: 20 }, (_, i) => ({ metrics: [{ ...METRIC, values: new Array(5000).fill(i) }] })),
];

Deno.test("a packed record is equal to what it was made of, whatever else was packed before and after", () => {
  const packer = new RecordPacker();
  const records = ALIKE.map((changes, i) => testRecord(`${i}`, changes));
  const wanted = records.map((record) => structuredClone(record));
  const packed = records.map((record) => packer.pack(record, `hash of ${record.id}`));
  for (const [i, record] of packed.entries()) {
    assert.deepEqual(record, wanted[i]);
    assert.deepEqual({ ...record }, wanted[i]);
    assert.deepEqual(structuredClone(record), wanted[i]);
    assert.equal(canonicalJson(record), canonicalJson(wanted[i]));
    assert.deepEqual(
      record.metrics.map(({ at }) => Object.keys(at ?? {})),
      wanted[i]?.metrics.map(({ at }) => Object.keys(at ?? {})),
    );
    assert.equal(recordHash(record), `hash of ${i}`);
    for (const name of ["variance", "gradient-time", "none"]) {
      assert.deepEqual(metricsNamed(record, name), metricsNamed(wanted[i]!, name));
    }
  }
});

Deno.test("who changes what a packed record gave does not change the record", () => {
  const record = new RecordPacker().pack(testRecord("a", { metrics: [METRIC] }), "");
  record.metrics[0]!.values[0] = 7;
  record.metrics[0]!.name = "x";
  record.metrics.pop();
  assert.deepEqual(record.metrics, [METRIC]);
  assert.throws(() => record.metrics[0]!.at!["step"] = 4, TypeError);
  assert.throws(() => record.options["samples"] = 4, TypeError);
});
