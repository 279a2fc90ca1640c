import assert from "node:assert/strict";
import { foldIn, type Key, key, normals } from "../../estimators/random/mod.ts";
import { type Candidate, compareEfficiency, type Halves, independentSamples } from "./efficiency.ts";

interface Truth {
  readonly contender: string;
  readonly noise?: number;
  readonly time?: number;
  readonly samples?: number;
}

/** What measuring adds: sd of log variances per half, of log times per process, of a seed's own log variance. */
interface Spread {
  readonly draws: number;
  readonly times: number;
  readonly seeds?: number;
}

function candidate(
  { contender, noise = 1, time = 1, samples = 1 }: Truth,
  { k = key(0), spread = { draws: 0, times: 0 }, seeds = 5, processes = 10, data = 0 }: {
    readonly k?: Key;
    readonly spread?: Spread;
    readonly seeds?: number;
    readonly processes?: number;
    readonly data?: number;
  } = {},
): Candidate {
  const own = foldIn(
    k,
    [...`${contender}${samples}`].reduce((sum, c) => 31 * sum + c.charCodeAt(0) & 0xffff, 0),
  );
  const z = normals(own, 3 * seeds + processes);
  const at = (i: number, scale = 0) => Math.exp(scale * (z[i] as number));
  return {
    ...{ contender, samples },
    noise: Array.from({ length: seeds }, (_, s): Halves => {
      const seed = noise * at(2 * seeds + s, spread.seeds);
      return [seed * at(s, spread.draws), seed * at(seeds + s, spread.draws)];
    }),
    data: Array.from({ length: seeds }, (): Halves => [data, data]),
    times: Array.from({ length: processes }, (_, p) => time * at(3 * seeds + p, spread.times)),
  };
}

Deno.test("without measurement error: the best K of each side, by variance and by time", () => {
  const ours = [
    candidate({ contender: "r2g2", noise: 1, time: 2 }),
    candidate({ contender: "r2g2", samples: 4, noise: 0.25, time: 5 }),
  ];
  const rivals = [
    candidate({ contender: "rt", noise: 4 }),
    candidate({ contender: "rt-sobol", noise: 0.5, time: 4 }),
  ];
  const found = compareEfficiency(ours, rivals);
  for (
    const [interval, truth] of [[found.ratio, 1.25 / 2], [found.variance, 0.5], [found.time, 1.25]] as const
  ) {
    for (const end of [interval.value, interval.low, interval.high]) assert.ok(Math.abs(end - truth) < 1e-12);
  }
  assert.deepEqual(found.choices, {
    ours: [{ contender: "r2g2", samples: 4, share: 1 }],
    rivals: [{ contender: "rt-sobol", samples: 1, share: 1 }],
  });
  assert.deepEqual([found.seeds, found.processes], [5, 10]);
});

Deno.test("minibatch noise is shared: it decides K, and what less noise is worth", () => {
  const side = (contender: string, noise: number, data: number) =>
    [1, 2, 4, 8].map((samples) =>
      independentSamples(candidate({ contender, noise, time: 1 }, { data }), {
        samples,
        times: Array.from({ length: 10 }, () => 1 + 0.3 * samples),
      })
    );
  const alone = compareEfficiency(side("r2g2", 1, 0), side("rt", 4, 0));
  assert.equal(alone.choices.ours[0]?.samples, 8); // draws share work, so more of them always look better
  assert.ok(Math.abs(alone.ratio.value - 0.25) < 1e-12);
  const total = compareEfficiency(side("r2g2", 1, 4), side("rt", 4, 4));
  assert.equal(total.choices.ours[0]?.samples, 1);
  // Ours: 1.3 × 5; RT: least of 1.3 × 8, 1.6 × 6, 2.2 × 5 and 3.4 × 4.5.
  assert.ok(Math.abs(total.ratio.value - 1.3 * 5 / (1.6 * 6)) < 1e-12, `${total.ratio.value}`);
});

Deno.test("what is lucky on one half is judged on the other", () => {
  // Two equal rivals, of which each half flatters one: the minimum of both halves would say 2 times better.
  const [a, b] = [candidate({ contender: "a" }), candidate({ contender: "b" })];
  const flattered = (own: Candidate, half: 0 | 1): Candidate => ({
    ...own,
    noise: own.noise.map(() => (half === 0 ? [0.5, 1] : [1, 0.5])),
  });
  const found = compareEfficiency([candidate({ contender: "r2g2" })], [flattered(a, 0), flattered(b, 1)]);
  assert.ok(Math.abs(found.ratio.value - 1) < 1e-12);
  assert.deepEqual(found.choices.rivals.map(({ share }) => share), [0.5, 0.5]);
});

Deno.test("a seed does not choose what it is judged on", () => {
  // Each rival is good on one seed alone; chosen by the other seeds, none is good where it is judged.
  const rivals = [0, 1, 2].map((lucky) => ({
    ...candidate({ contender: `rival ${lucky}` }, { seeds: 3 }),
    noise: [0, 1, 2].map((seed): Halves => (seed === lucky ? [0.01, 0.01] : [1, 1])),
  }));
  const found = compareEfficiency([candidate({ contender: "r2g2" }, { seeds: 3 })], rivals);
  assert.ok(Math.abs(found.variance.value - 1) < 1e-12, `${found.variance.value}`);
});

Deno.test("twelve equal rivals with four K each do not make ours look worse: coverage at five seeds", () => {
  const trials = 400;
  const spread = { draws: 0.1, times: 0.05, seeds: 0.1 };
  let [hits, sum, naive] = [0, 0, 0];
  for (let i = 0; i < trials; i++) {
    const k = foldIn(key(9), i);
    const side = (names: readonly string[]) =>
      names.flatMap((contender) =>
        [1, 2, 4, 8].map((samples) => candidate({ contender, samples }, { k, spread }))
      );
    const [ours, rivals] = [
      side(["r2g2", "r2g2-antithetic"]),
      side(Array.from({ length: 12 }, (_, j) => `rival ${j}`)),
    ];
    const { log } = compareEfficiency(ours, rivals);
    if (log.low <= 0 && 0 <= log.high) hits++;
    sum += log.value;
    const least = (all: readonly Candidate[]) =>
      Math.min(
        ...all.map(({ noise, times }) =>
          noise.reduce((total, [a, b]) => total + Math.log((a + b) / 2), 0) / noise.length +
          times.reduce((total, time) => total + Math.log(time), 0) / times.length
        ),
      );
    naive += least(ours) - least(rivals);
  }
  assert.ok(hits / trials > 0.95 - 4 * Math.sqrt(0.05 * 0.95 / trials), `${hits / trials}`);
  assert.ok(Math.abs(sum / trials) < 0.01, `bias ${sum / trials}`);
  assert.ok(naive / trials > 0.02, `the least of all is biased by ${naive / trials}`);
});

Deno.test("bad input is refused, naming the candidate", () => {
  const one = candidate({ contender: "r2g2" });
  assert.throws(() => compareEfficiency([], [one]), /RangeError: our side of a comparison needs at least 1/);
  assert.throws(
    () => compareEfficiency([one], [candidate({ contender: "rt" }, { processes: 9 })]),
    /RangeError: rt with 1 samples has 9 processes: wanted 10/,
  );
  assert.throws(
    () => compareEfficiency([one], [candidate({ contender: "rt" }, { seeds: 4 })]),
    /RangeError: rt with 1 samples has 4 seeds of noise: wanted 5/,
  );
  assert.throws(
    () => compareEfficiency([one], [candidate({ contender: "rt", noise: 0 })]),
    /RangeError: total variance of rt with 1 samples is 0/,
  );
  const few = candidate({ contender: "r2g2" }, { processes: 3 });
  assert.throws(() => compareEfficiency([few], [few]), /RangeError: .* needs at least 4/);
});

Deno.test("each seed's choice is the one that the other seeds make on the other half of the draws", () => {
  const spread = { draws: 0.3, times: 0.3, seeds: 0.3 };
  const sides = ["r2g2", "rt"].map((contender) =>
    [1, 2, 4].map((samples) => candidate({ contender, samples }, { spread, seeds: 7, k: key(5) }))
  ) as [Candidate[], Candidate[]];
  const average = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const score = ({ noise, times }: Candidate, half: 0 | 1, without: number) =>
    average(noise.filter((_, seed) => seed !== without).map((halves) => Math.log(halves[half]))) +
    average(times.filter((_, process) => process % 2 === half).map(Math.log));
  const { choices } = compareEfficiency(...sides);
  for (const [i, side] of sides.entries()) {
    const wanted = new Map<number, number>();
    for (const half of [0, 1] as const) {
      for (let seed = 0; seed < 7; seed++) {
        const { samples } = side.toSorted((a, b) => score(a, half, seed) - score(b, half, seed))[0]!;
        wanted.set(samples, (wanted.get(samples) ?? 0) + 1);
      }
    }
    assert.ok(wanted.size > 1, "a choice that is always the same would test nothing");
    const found = choices[i === 0 ? "ours" : "rivals"].map(({ samples, share }) => [samples, share]);
    assert.deepEqual(new Map(found as [number, number][]), new Map([...wanted].map(([k, n]) => [k, n / 14])));
  }
});
