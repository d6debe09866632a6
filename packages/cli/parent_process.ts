import { writeAtomically } from "@forger/core";
import type { StopSignal, StopSignals } from "./stop_signals.ts";

/** The variable by which a parent tells a worker that it is its child: the file into which the run's folder is written. */
export const PARENT_VARIABLE = "FORGER_WORKERS_FILE";

/** Whether this process is one of several workers that a parent has started, which decides when they end. */
export function hasParent(): boolean {
  return Boolean(Deno.env.get(PARENT_VARIABLE));
}

/**
 * Does what the parent says on standard input, a signal's name in a line, and ends in order where the parent is gone.
 *
 * The terminal's Ctrl-C reaches all processes; so that each stops once, children leave it to their parent.
 */
export async function followParent(stop: StopSignals): Promise<void> {
  let text = "";
  for await (const part of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    text += part;
    const lines = text.split("\n");
    text = lines.pop()!;
    for (const line of lines) stop.receive(line as StopSignal);
  }
  if (!stop.signal.aborted) stop.receive("SIGTERM");
}

/** Tells the parent into which folder the run is written. */
export async function tellFolder(folder: string): Promise<void> {
  const file = Deno.env.get(PARENT_VARIABLE);
  if (file) await writeAtomically(file, folder);
}
