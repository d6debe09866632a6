const encoder = new TextEncoder();

/** A line that says what is being done. */
export interface EvaluateProgress {
  /** Shows this, in the place of what was shown before. */
  show(message: string): void;
  /** Takes the line away. */
  finish(): void;
}

/** How {@linkcode evaluateProgress} writes. */
export interface EvaluateProgressOptions {
  /** Whether one line is drawn again and again. @default whether standard error is a terminal */
  readonly terminal?: boolean;
  /** @default standard error */
  readonly write?: (text: string) => void;
}

/** Makes a line on a terminal; elsewhere nothing is shown. */
export function evaluateProgress(options: EvaluateProgressOptions = {}): EvaluateProgress {
  const {
    terminal = Deno.stderr.isTerminal(),
    write = (text) => void Deno.stderr.writeSync(encoder.encode(text)),
  } = options;
  let isShown = false;
  return {
    show(message) {
      if (terminal) write(`\r\x1b[K${message}`);
      isShown = terminal;
    },
    finish() {
      if (isShown) write("\r\x1b[K");
      isShown = false;
    },
  };
}
