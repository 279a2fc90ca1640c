/**
 * `deno task rules`: simulates every interval and every verdict's rule with the spread and skew of the kept
 * records, and prints how often they miss and err.
 *
 * Permissions: read on the project.
 * @module
 */
import { defineCommand, runAndExit, wholeNumber } from "../command_line.ts";
import { intervalSimulations } from "../rules/intervals.ts";
import { populationsOf } from "../rules/populations.ts";
import { LEAST_COVERAGE, MOST_ERRORS, simulate, type Simulation } from "../rules/simulation.ts";
import { verdictSimulations } from "../rules/verdicts.ts";
import { readResults } from "../store/mod.ts";

const RECORDS = "docs/results/standard";
/** Fewer say nothing about 5 %. */
const FEWEST = 100;

/** Prints a line per interval and per rule; exit code 1 where one breaks its bound. */
export const rulesCommand = defineCommand({
  name: "rules",
  summary: `Simulates the report's intervals and verdict rules with the spread and skew of ${RECORDS}.
Coverage must be at least ${100 * LEAST_COVERAGE} % and false verdicts at most ${
    100 * MOST_ERRORS
  } %, up to three Monte-Carlo standard errors.`,
  flags: {
    simulations: wholeNumber({
      help: "trials of each",
      placeholder: "N",
      default: 10_000,
      least: FEWEST,
    }),
  },
  async run({ simulations }, io) {
    const { records } = await readResults([RECORDS]);
    const populations = populationsOf(records);
    const all = [...intervalSimulations(populations), ...verdictSimulations(populations)];
    const width = Math.max(...all.map(({ name }) => name.length));
    let broken = 0;
    for (const simulation of all) {
      const { line, kept } = told(simulation, { simulations, width });
      io.out(line);
      if (!kept) broken++;
    }
    io.out(`${all.length - broken} of ${all.length} keep their bound, each in ${simulations} simulations`);
    return broken === 0 ? 0 : 1;
  },
});

function told(
  simulation: Simulation,
  { simulations, width }: { readonly simulations: number; readonly width: number },
): { line: string; kept: boolean } {
  const { name, kind, rate, standardError, kept } = simulate(simulation, simulations);
  const [word, bound] = kind === "coverage"
    ? ["coverage", `≥ ${LEAST_COVERAGE.toFixed(3)}`]
    : ["errors  ", `≤ ${MOST_ERRORS.toFixed(3)}`];
  const verdict = kept ? "kept" : "BROKEN";
  return {
    line: `${name.padEnd(width)}  ${word} ${rate.toFixed(4)}  ${bound} ± 3 × ${
      standardError.toFixed(4)
    }  ${verdict}`,
    kept,
  };
}

if (import.meta.main) await runAndExit(rulesCommand);
