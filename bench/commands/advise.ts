/**
 * `deno task advise`: which estimator to take, for a site's sizes or a known network.
 *
 * Permissions: read on the project, FFI of the BLAS libraries.
 * @module
 */
import { key, useBackend } from "../../estimators/mod.ts";
import { modelNames } from "../../models/mod.ts";
import { adviseModel } from "../advise/advise_model.ts";
import { adviseSite } from "../advise/advise_site.ts";
import { modelLines, networkLines, siteLines } from "../advise/format.ts";
import { NETWORKS, predictNetwork } from "../advise/networks/predict.ts";
import { FAMILIES, type SiteSizes } from "../advise/site_sizes.ts";
import {
  choice,
  type CommandIo,
  defineCommand,
  type FlagValues,
  number,
  runAndExit,
  text,
  toggle,
  UsageError,
  wholeNumber,
} from "../command_line.ts";

const FLAGS = {
  outputs: wholeNumber({
    least: 1,
    placeholder: "M",
    help: "pre-activations of the latent vector; units of a layer with --positions",
  }),
  inputs: wholeNumber({
    least: 1,
    placeholder: "N",
    help: "entries of the latent vector; weights of a unit",
  }),
  positions: wholeNumber({
    least: 1,
    placeholder: "P",
    help: "a layer of weights that so many positions share; 1 is a dense layer  (default: a latent vector)",
  }),
  family: choice(FAMILIES, { placeholder: "F", help: FAMILIES.join(", "), default: "diagonal" }),
  spread: number({
    from: 1,
    placeholder: "S",
    help: "largest standard deviation over the smallest",
    default: 1,
  }),
  batch: wholeNumber({ least: 1, placeholder: "B", help: "examples of a minibatch", default: 80 }),
  "noise-share": number({
    from: 0,
    below: 1,
    placeholder: "S",
    help: "RT's noise in the variance of the gradient that trains  (default unknown: 0.5)",
  }),
  rounds: wholeNumber({
    least: 2,
    placeholder: "R",
    help: "gradients timed for each estimator",
    default: 30,
  }),
  blas: text({
    placeholder: "B",
    help: "auto, off, or the path of a library of matrix products",
    default: "auto",
  }),
  network: choice(NETWORKS.map(({ name }) => name), {
    placeholder: "NAME",
    help: `predictions for the layers of ${NETWORKS.map(({ name }) => name).join(", ")}`,
  }),
  model: choice(modelNames(), { placeholder: "NAME", help: "advice for every layer of a model of the zoo" }),
  json: toggle("one JSON object"),
};

/** Says which estimator to take, and why. */
export const adviseCommand = defineCommand({
  name: "advise",
  summary: "Says which estimator to take for a Gaussian and its linear map, and what that rests on.",
  flags: FLAGS,
  details: [
    "Examples:",
    "  deno task advise --outputs 50 --inputs 200              a latent vector of 200 under a map to 50",
    "  deno task advise --outputs 64 --inputs 576 --positions 4  a convolution's weights over 4 positions",
    "  deno task advise --model vae1-narrow",
    "  deno task advise --network resnet50",
  ].join("\n"),
  async run(values, io) {
    requireOneSubject(values);
    if (values.network !== undefined) networkAdvice(values, io);
    else if (values.model !== undefined) await modelAdvice(values, io);
    else await siteAdvice(values, io);
  },
});

type Values = FlagValues<typeof FLAGS>;

/** A network, a model, or sizes. */
function requireOneSubject({ network, model, outputs, inputs, positions }: Values): void {
  const subject = network !== undefined ? "--network" : model !== undefined ? "--model" : undefined;
  if (subject === undefined) return;
  if (network !== undefined && model !== undefined) {
    throw new UsageError("--network and --model are two subjects; wanted one of them");
  }
  if (outputs === undefined && inputs === undefined && positions === undefined) return;
  throw new UsageError(
    `${subject} has sizes of its own; wanted it without --outputs, --inputs and --positions`,
  );
}

async function modelAdvice({ model, batch, rounds, blas, ...values }: Values, io: CommandIo): Promise<void> {
  const backend = await useBackend("auto", { blas });
  const advice = await adviseModel(model!, { batch, rounds, key: key(0), share: values["noise-share"] });
  if (values.json) {
    io.out(JSON.stringify({ model, batch, ...advice, backend: backend.name, blas: backend.blas }));
  } else modelLines(model!, advice, { batch }).forEach((line) => io.out(line));
}

async function siteAdvice(values: Values, io: CommandIo): Promise<void> {
  const { outputs, inputs, positions, family, batch, spread, rounds } = values;
  if (outputs === undefined || inputs === undefined) {
    throw new UsageError("--outputs and --inputs say the site; wanted both, or --model or --network");
  }
  requireMemory(values);
  const site: SiteSizes = { outputs, inputs, positions, family, batch, spread };
  const { name, blas } = await useBackend("auto", { blas: values.blas });
  const advice = await adviseSite(site, { rounds, key: key(0), share: values["noise-share"] });
  if (values.json) io.out(JSON.stringify({ ...advice, backend: name, blas }));
  else siteLines(advice).forEach((line) => io.out(line));
}

/** Floats of a site's largest tensor; more would fill the backend's memory. */
const MOST_FLOATS = 1e8;

function requireMemory({ outputs = 1, inputs = 1, positions, batch, family }: Values): void {
  const [P, B] = [positions ?? 1, batch];
  const largest = Math.max(
    outputs * inputs,
    B * P * inputs,
    B * P * outputs,
    ...(positions === undefined ? [] : [B * P * P * outputs]),
    ...(family === "full" ? [inputs * inputs] : []),
    // Weights of every example.
    ...(positions === undefined ? [] : [B * inputs * outputs / 8]),
  );
  if (largest <= MOST_FLOATS) return;
  throw new UsageError(
    `these sizes need a tensor of ${largest.toExponential(1)} numbers; wanted ${
      MOST_FLOATS.toExponential(0)
    } at most: ` +
      "lower --batch, --inputs or --outputs",
  );
}

function networkAdvice(
  { network, batch, json: asJson }: Values,
  io: CommandIo,
): void {
  const found = NETWORKS.find(({ name }) => name === network)!;
  const layers = predictNetwork(found, { batch });
  if (asJson) io.out(JSON.stringify({ network, source: found.source, batch, predicted: true, layers }));
  else networkLines(found, layers, { batch }).forEach((line) => io.out(line));
}

if (import.meta.main) await runAndExit(adviseCommand);
