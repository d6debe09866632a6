import { EXIT_CODES, type StopSignal } from "./stop_signals.ts";

/** What {@linkcode untilSignal} needs of the system. */
export interface SignalSystem {
  /** Has signals heard. */
  addSignalListener(name: StopSignal, listener: () => void): void;
  /** No longer. */
  removeSignalListener(name: StopSignal, listener: () => void): void;
  /** Ends the program at once. */
  exit(code: number): void;
}

/**
 * Does something that the first Ctrl-C or SIGTERM ends in order, so that no file stays half written; the second one ends
 * the program at once.
 *
 * @param work Throws the signal's reason soon after it aborts, or an error of which that is the cause.
 * @returns The exit code: 0, or that of the signal.
 */
export async function untilSignal(
  work: (signal: AbortSignal) => Promise<void>,
  system: SignalSystem = Deno,
): Promise<number> {
  const controller = new AbortController(), { signal } = controller;
  let code = 0;
  const listeners = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const listener = () => {
      if (signal.aborted) system.exit(EXIT_CODES[name]);
      code = EXIT_CODES[name];
      controller.abort();
    };
    system.addSignalListener(name, listener);
    return [name, listener] as const;
  });
  try {
    await work(signal);
  } catch (error) {
    const reasons = error instanceof Error ? [error, error.cause] : [error];
    if (!signal.aborted || !reasons.includes(signal.reason)) throw error;
  } finally {
    for (const [name, listener] of listeners) system.removeSignalListener(name, listener);
  }
  return code;
}
