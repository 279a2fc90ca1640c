/**
 * Training steps of R2-G2, and of RT and the best rival with as many samples as cost the same: in time, and in
 * floating-point operations.
 *
 * The best rival has the least variance of the whole gradient × time of a step with one group of its draws, at
 * initialisation. Which it is, and how many samples are matched, is printed; names of benches do not depend on it.
 * For people, as `gradients_bench.ts` is: what decides is measured over seeds, stages and processes by a suite.
 * @module
 */
import { getEstimator, key, profile, useBackend } from "../../estimators/mod.ts";
import { digits, zooEntry } from "../../models/mod.ts";
import { gradientNorms } from "../measure/gradient_norms.ts";
import { interleave } from "../measure/interleave.ts";
import { noiseAndData } from "../measure/noise_and_data.ts";
import { drawsForBudget, mean, median } from "../stats/mod.ts";
import { ZooTrainee } from "../train/zoo_trainee.ts";

await useBackend("auto");

const BASELINE = "rt";
const TREATMENT = "r2g2";
/** Whatever a model's list has of them. */
const RIVALS = ["lrt", "flipout", "rt-antithetic", "r2g2-cg"];
/** Groups of draws that are counted and timed beside one. */
const SEVERAL = 4;
const dataset = digits();

for (const model of ["mlp-small", "vae1-narrow"]) {
  const known = zooEntry(model).estimators;
  const rivals = RIVALS.filter((name) => known.includes(name.replace("-antithetic", "")));
  const costs = await costsOf(model, [BASELINE, TREATMENT, ...rivals]);
  const left = new Map<string, number>();
  for (const name of rivals) left.set(name, await variance(model, name) * costs.get(name)!.time[0]);
  const best = rivals.reduce((a, b) => left.get(b)! < left.get(a)! ? b : a);
  const matches = [`the best rival is ${best}`];
  bench(model, { name: TREATMENT, estimator: TREATMENT, samples: 1 });
  for (const [side, estimator] of [[BASELINE, BASELINE], ["best rival", best]] as const) {
    for (const cost of ["time", "flops"] as const) {
      const [one, several] = costs.get(estimator)![cost];
      const budget = costs.get(TREATMENT)![cost][0];
      const samples = drawsForBudget({ one, several, count: SEVERAL, budget });
      matches.push(`${estimator} x ${samples} costs the ${cost} of one ${TREATMENT}`);
      bench(model, { name: `${side}, matched ${cost}`, estimator, samples });
    }
  }
  // deno-lint-ignore no-console -- the table has room for names alone
  console.log(`${model}: ${matches.join("; ")}`);
}

/** What one step and one with several draws cost. */
type Cost = Readonly<Record<"time" | "flops", readonly [one: number, several: number]>>;

async function costsOf(model: string, names: readonly string[]): Promise<Map<string, Cost>> {
  const sides = names.flatMap((name) =>
    [1, SEVERAL].map((samples) => ({ name, trainee: trainee(model, { estimator: name, samples }) }))
  );
  const times = await interleave(
    sides.map(({ name, trainee }) => ({ name, run: () => trainee.step() })),
    { rounds: 8, warmup: 4 },
  );
  const flops: number[] = [];
  for (const { trainee } of sides) flops.push((await profile(() => trainee.step())).flops);
  sides.forEach(({ trainee }) => trainee.dispose());
  return new Map(names.map((name, i) => {
    const both = (of: (side: number) => number) => [of(2 * i), of(2 * i + 1)] as const;
    return [name, { time: both((side) => median(times[side]!)), flops: both((side) => flops[side]!) }];
  }));
}

/** Over noise and minibatches. */
async function variance(model: string, name: string): Promise<number> {
  const own = trainee(model, { estimator: name, samples: 1 });
  const [noise, data] = await noiseAndData(own.zoo.model, own.batches, {
    ...{ estimator: getEstimator(name), key: key(3), minibatches: 8, from: 0 },
    norms: (await gradientNorms(own.zoo.model)).slice(0, 1),
  });
  own.dispose();
  return mean(noise!.values) + mean(data!.values);
}

function bench(model: string, side: { name: string; estimator: string; samples: number }): void {
  // Built by the first step, which is a warm-up.
  let own: ZooTrainee | undefined;
  Deno.bench({
    name: `${model} step, ${side.name}`,
    group: `${model} at matched cost`,
    baseline: side.name === TREATMENT,
    fn: async () => {
      own ??= trainee(model, side);
      await own.step();
    },
  });
}

function trainee(model: string, { estimator, samples }: { estimator: string; samples: number }): ZooTrainee {
  return new ZooTrainee({
    ...{ model, samples, dataset, batchSize: 80 },
    estimator: getEstimator(estimator),
    keys: { parameters: key(0), batches: key(1), training: key(2) },
  });
}
