import assert from "node:assert/strict";
import { runCommand } from "../command_line.ts";
import { adviseCommand } from "./advise.ts";

async function advise(...args: string[]): Promise<{ code: number; out: string[]; error: string[] }> {
  const [out, error]: string[][] = [[], []];
  const io = { out: (line: string) => out!.push(line), error: (line: string) => error!.push(line) };
  return { code: await runCommand(adviseCommand, [...args, "--blas", "off"], io), out: out!, error: error! };
}

Deno.test("a narrow map: one object with the recommendation and its numbers", async () => {
  const { code, out, error } = await advise(
    ..."--outputs 5 --inputs 20 --batch 4 --rounds 3 --noise-share 0.9 --json".split(" "),
  );
  assert.deepEqual([code, error, out.length], [0, [], 1]);
  const found = JSON.parse(out[0]!);
  assert.equal(found.reduction, 4);
  assert.deepEqual(found.times.map(({ estimator }: { estimator: string }) => estimator), ["rt", "r2g2"]);
  const ratio = found.times[1].ratio;
  assert.ok(ratio.low <= ratio.value && ratio.value <= ratio.high);
  const efficiency = ratio.value * (1 - 0.9 * (1 - 1 / 4));
  assert.ok(Math.abs(found.efficiency / efficiency - 1) < 1e-12);
  assert.equal(found.use, efficiency < 0.9 ? "r2g2" : "rt");
  assert.equal(found.breakEven.matches, 4);
});

Deno.test("layers of weights, families and words", async () => {
  const dense = await advise(..."--outputs 3 --inputs 8 --positions 1 --batch 2 --rounds 2".split(" "));
  assert.match(dense.out[0]!, /^Use LRT: /);
  const conv = await advise(..."--outputs 3 --inputs 8 --positions 4 --batch 2 --rounds 2".split(" "));
  assert.match(
    conv.out.join("\n"),
    /Weights of 4 positions: 3 units of 8.*\n.*divides the noise by 2 at most/,
  );
  for (const family of ["full", "low-rank"]) {
    const { code, out } = await advise(
      ...`--outputs 2 --inputs 8 --family ${family} --spread 5 --batch 2 --rounds 2`.split(" "),
    );
    assert.equal(code, 0, family);
    assert.match(out.join("\n"), new RegExp(`A latent vector of 8, ${family}, scales that differ by 5`));
  }
  const wide = await advise(..."--outputs 8 --inputs 8 --batch 2 --rounds 2".split(" "));
  assert.match(wide.out[0]!, /^Use RT: .*R2-G2 is RT draw by draw/);
  const many = await advise(..."--outputs 2 --inputs 8 --positions 65 --batch 2 --rounds 2".split(" "));
  assert.match(many.out[0]!, /does not take so many positions/);
});

Deno.test("a network's layers, as text and as JSON", async () => {
  const text = await advise("--network", "vit-b16");
  assert.match(text.out.join("\n"), /48 × query, key, value, output +\| +197 \|/);
  const { out } = await advise("--network", "vgg16", "--batch", "8", "--json");
  const found = JSON.parse(out[0]!);
  assert.equal(found.layers.length, 12);
  assert.ok(found.predicted);
});

Deno.test("a model's layers: sizes as its objective has them, LRT for dense weights, RT where R2-G2 is RT", async () => {
  const advised = async (model: string) => {
    const { code, out, error } = await advise(
      ...["--model", model, "--batch", "3", "--rounds", "2", "--json"],
    );
    assert.deepEqual([code, error], [0, []], model);
    const { layers, step, least } = JSON.parse(out[0]!);
    assert.ok(step.low <= step.value && step.value <= step.high && least >= 0 && least < 1);
    for (const { reduction, breakEven } of layers) {
      if (reduction !== undefined) assert.equal(breakEven.costs, step.value); // the whole step, not the site alone
    }
    return layers as {
      layer: string;
      use: string;
      rule: string;
      reduction?: number;
      site: { family: string };
    }[];
  };
  const dense = await advised("mlp-small");
  assert.deepEqual(dense.map(({ layer, use }) => [layer, use]), [
    ["dense1", "lrt"],
    ["dense2", "lrt"],
    ["dense3", "lrt"],
  ]);
  const site = { outputs: 256, inputs: 784, positions: 1, family: "diagonal", batch: 3, spread: 1 };
  assert.deepEqual(dense[0]!.site, site);
  const [wide] = await advised("vae1");
  assert.deepEqual([wide!.use, wide!.reduction], ["rt", 1]);
  const [narrow] = await advised("vae1-narrow");
  assert.equal(narrow!.reduction, 4);
  const convolutions = await advised("cnn-small");
  assert.match(convolutions[0]!.rule, /does not apply: .*positions/);
  assert.ok(convolutions.some(({ reduction = 1 }) => reduction > 1));
  const [full] = await advised("bayes-last-layer");
  assert.equal(full!.site.family, "full");
  const text = await advise("--model", "vae1", "--batch", "3", "--rounds", "2");
  assert.match(text.out[0]!, /^Use RT in latent/);
});

for (
  const [args, message] of [
    ["--model vae1 --inputs 3", /--model has sizes of its own/],
    ["--model vae1 --network vgg16", /wanted one of them/],
    ["--model vae9", /--model is "vae9".*vae1/],
    ["", /--outputs and --inputs say the site/],
    ["--outputs 5", /--outputs and --inputs say the site/],
    ["--outputs 0 --inputs 3", /--outputs is "?0/],
    ["--outputs 5 --inputs 3 --family full --positions 2", /positions share have a diagonal family/],
    ["--network alexnet", /vgg16/],
    ["--network vgg16 --inputs 3", /sizes of its own/],
    ["--outputs 100000 --inputs 100000", /need a tensor of 1\.0e\+10 numbers/],
    ["--outputs 5 --inputs 3 --noise-share 1", /--noise-share is "1"/],
    ["--outputs 5 --inputs 3 --spread 0.5", /--spread is "0\.5"/],
  ] as const
) {
  Deno.test(`advise ${args || "alone"}: a usage error in one line`, async () => {
    const { code, out, error } = await advise(...args.split(" ").filter(Boolean));
    assert.deepEqual([code, out, error.length], [2, [], 1]);
    assert.match(error[0]!, message);
    assert.ok(!error[0]!.includes("\n"));
  });
}
