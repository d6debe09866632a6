import type { Output } from "./output.ts";

/** The signals that end a training, with the exit code of a program that one has ended. */
export const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** What a training says that such a signal stopped. */
const REASONS = { SIGINT: "Ctrl-C", SIGTERM: "SIGTERM" } as const;

/** A signal that ends a training. */
export type StopSignal = keyof typeof EXIT_CODES;

const NAMES = Object.keys(EXIT_CODES) as StopSignal[];

/**
 * The exit code of a program whose training stopped for this reason: where several workers train together, of each of
 * them, whichever got the signal.
 */
export function exitCodeOf(stopReason: string | undefined): number {
  const name = NAMES.find((name) => REASONS[name] === stopReason);
  return name ? EXIT_CODES[name] : 0;
}

/** What begins with a training. */
export interface TrainingBegins {
  /** Whether steps keep the main thread busy, so that it cannot hear a signal before their end. @default {false} */
  readonly blocking?: boolean;
}

/** How {@linkcode StopSignals} end the program. */
export interface StopSignalsOptions {
  /** @default {Deno.exit} */
  readonly exit?: (code: number) => void;
  /** Whether a parent tells when to end, so that Ctrl-C, which reaches both, is left to it. @default {false} */
  readonly leavesToParent?: boolean;
}

/**
 * Listens for Ctrl-C and SIGTERM: while a training runs, the first one asks it to end and the second one ends the program at once.
 *
 * Before training has begun there is nothing to keep, and the first one ends the program.
 */
export class StopSignals {
  readonly #output: Output;
  readonly #exit: (code: number) => void;
  readonly #leavesToParent: boolean;
  readonly #controller = new AbortController();
  readonly #listeners = NAMES.map((name) => [name, () => this.#hear(name)] as const);
  #received: StopSignal | undefined;
  #training = false;
  #worker: Worker | undefined;

  /** Listens until {@linkcode StopSignals.close}. */
  constructor(output: Output, options: StopSignalsOptions = {}) {
    this.#output = output;
    this.#exit = options.exit ?? Deno.exit;
    this.#leavesToParent = options.leavesToParent ?? false;
    for (const [name, listener] of this.#listeners) Deno.addSignalListener(name, listener);
  }

  /** Aborts with the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first signal that came while a training ran. */
  get received(): StopSignal | undefined {
    return this.#received;
  }

  /** The exit code of a program that ended in order because of a signal; undefined without one. */
  get exitCode(): number | undefined {
    return this.#received && EXIT_CODES[this.#received];
  }

  /** Says that from now on there is something to keep. */
  trainingBegins({ blocking = false }: TrainingBegins = {}): void {
    this.#training = true;
    if (blocking) this.#worker = new Worker(new URL("./force_stop.ts", import.meta.url), { type: "module" });
  }

  #hear(name: StopSignal): void {
    if (!this.#leavesToParent || name !== "SIGINT") this.receive(name);
  }

  /** Takes a signal, as if the system had sent it. */
  receive(name: StopSignal): void {
    if (!this.#training || this.#received) {
      this.#exit(EXIT_CODES[name]);
      return;
    }
    this.#received = name;
    if (!this.#worker && !this.#leavesToParent) { // which has said it
      this.#output.printError("\nStopping after this call, with everything written. Ctrl-C again exits at once.");
    }
    this.#controller.abort(REASONS[name]);
  }

  /** Stops listening. */
  close(): void {
    this.#worker?.terminate();
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
  }
}
