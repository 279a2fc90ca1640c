/**
 * A progress bar with the time left on a terminal, plain lines elsewhere; both on standard error.
 * @module
 */
import { Presets, SingleBar } from "cli-progress";
import process from "node:process";

/** Progress over jobs that are weighted by their rough durations. */
export interface Progress {
  /** Work that is done, in the unit of the total, and what is running. */
  update(done: number, running: string): void;
  /** A line that stays. */
  note(line: string): void;
  stop(): void;
}

/** @param total work in all, in seconds or any other unit. */
export function startProgress(total: number): Progress {
  return process.stderr.isTTY ? barProgress(total) : lineProgress(total);
}

function barProgress(total: number): Progress {
  const format = " {bar} {percentage} % | {eta_formatted} left | {running}";
  const bar = new SingleBar(
    { format, clearOnComplete: true, etaBuffer: 50, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(total, 0, { running: "" });
  return {
    update: (done, running) => bar.update(Math.min(done, total), { running }),
    note: (line) => process.stderr.write(`\r\x1b[K${line}\n`),
    stop: () => bar.stop(),
  };
}

/** A line whenever another job starts. */
function lineProgress(total: number): Progress {
  let last = "";
  return {
    update(done, running) {
      if (running === last) return;
      last = running;
      process.stderr.write(`${String(Math.round(100 * done / total)).padStart(3)} % ${running}\n`);
    },
    note: (line) => process.stderr.write(`${line}\n`),
    stop: () => {},
  };
}
