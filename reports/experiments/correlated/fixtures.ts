/**
 * Synthetic records of `correlated`.
 * @module
 */
import type { BenchRecord, Metric } from "../../../bench/store/mod.ts";
import { type FixtureOptions, fixtureRecord, gradientTimes, noiseFor } from "../../testing/record.ts";

const FAMILIES = ["diagonal", "full", "low-rank"] as const;
const MATCHED = 2;

/** A last layer under three covariances: R2-G2 gains what the options say under the full one, nothing elsewhere. */
export function correlatedRecords(options: FixtureOptions): BenchRecord[] {
  return FAMILIES.flatMap((family) => {
    const at = { family, steps: 50, batchSize: 80, ...(family === "low-rank" ? { rank: 4 } : {}) };
    const fields = (estimator: string, samples: number | string) => ({
      ...{ experiment: "correlated", model: "last-layer", estimator },
      options: { samples, ...at },
    });
    const time = (estimator: string, samples: number) =>
      gradientTimes(options, { model: "last-layer", estimator, samples });
    return [
      fixtureRecord({
        ...fields("lrt", 1),
        status: "skipped",
        reason: "LRT needs one Gaussian vector per output",
      }),
      ...["rt", "r2g2"].map((estimator) =>
        fixtureRecord({
          ...fields(estimator, 1),
          metrics: variances(options, { family, estimator, samples: 1 }),
          timings: [time(estimator, 1)],
        })
      ),
      fixtureRecord({
        ...fields("rt", "matched to r2g2"),
        timings: [...variances(options, { family, estimator: "rt", samples: MATCHED }), time("rt", MATCHED)],
      }),
    ];
  });
}

function variances(
  options: FixtureOptions,
  cell: { family: string; estimator: string; samples: number },
): Metric[] {
  const { family, estimator, samples } = cell;
  const blocks = [["last-layer", "mean"], ["last-layer", "scale"], ["last-layer", "upstream"]];
  if (family === "low-rank") blocks.push(["last-layer/factor", "scale"]);
  return blocks.map(([layer = "", block = ""]) => {
    const noise = noiseFor(options, "correlated", family, estimator, samples, layer, block);
    const gains = estimator === "r2g2" && family === "full" && block !== "mean";
    const typical = (block === "mean" ? 0.01 : 1) / samples / (gains ? options.gain ?? 20 : 1);
    const values = Array.from(
      { length: options.pairs ?? 24 },
      () => typical * Math.exp(0.1 * noise.normal()),
    );
    return { name: "variance", unit: "1", layer, block, at: { step: 50, samples }, values };
  });
}
