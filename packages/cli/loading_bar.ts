const encoder = new TextEncoder();

/** Milliseconds between lines where there is no terminal, and between drawings where there is one. */
const LINES = 5000, DRAWINGS = 100;

const WIDTH = 30;

/** How a {@linkcode loadingBar} writes and tells the time. */
export interface LoadingBarOptions {
  /** What is looked at, such as `images`. */
  readonly what: string;
  /** @default standard error */
  readonly write?: (text: string) => void;
  /** Whether one line is drawn again and again. @default whether standard error is a terminal */
  readonly terminal?: boolean;
  /** The clock, in milliseconds. @default {performance.now} */
  readonly now?: () => number;
}

/** A bar that shows how far something is. */
export interface LoadingBar {
  /** Shows that so many are done. */
  update(done: number, total: number): void;
  /** Takes the bar away. */
  finish(): void;
}

/** Makes a bar with rate and time left: one line that is drawn again on a terminal, elsewhere a line every 5 seconds. */
export function loadingBar(options: LoadingBarOptions): LoadingBar {
  const {
    what,
    write = (text) => void Deno.stderr.writeSync(encoder.encode(text)),
    terminal = Deno.stderr.isTerminal(),
    now = () => performance.now(),
  } = options;
  const begin = now();
  let shown = terminal ? -Infinity : begin, isDrawn = false;
  return {
    update(done, total) {
      const time = now();
      if (time - shown < (terminal ? DRAWINGS : LINES)) return;
      shown = time;
      const rate = done / ((time - begin) / 1000), left = Math.ceil((total - done) / rate);
      const count = (number: number) => Math.round(number).toLocaleString("en");
      const text = `${what}: ${count(done)} of ${count(total)}, ${count(rate)} a second, ${left} s left`;
      const filled = Math.floor(WIDTH * done / total);
      if (terminal) write(`\r\x1b[K[${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] ${text}`);
      else write(`${text}\n`);
      isDrawn = terminal;
    },
    finish() {
      if (isDrawn) write("\r\x1b[K");
      isDrawn = false;
    },
  };
}
