import { formatBytes } from "./_format_bytes.ts";

/** How far the fetching or the check of libtensorflow is. */
export interface DownloadProgress {
  /** `wait`: another process is at it; `download`, `unpack` and `check`: this one is; `damage`: what was found is of no use. */
  readonly phase: "wait" | "download" | "unpack" | "check" | "damage";
  /** What is happening and how large it is, in words. */
  readonly message: string;
  /** Bytes done in this phase, 0 while waiting and of damage. */
  readonly doneBytes: number;
  /** Bytes of this phase in all, 0 while waiting and of damage. */
  readonly totalBytes: number;
}

/** Where and how a {@linkcode progressLine} writes. */
export interface ProgressLineOptions {
  /** Takes what is written. @default standard error */
  readonly write?: (text: string) => void;
  /** Whether one line is overwritten again and again. @default whether standard error is a terminal */
  readonly terminal?: boolean;
  /** Milliseconds between lines where there is no terminal. @default {5000} */
  readonly interval?: number;
  /** The clock, in milliseconds. @default {performance.now} */
  readonly now?: () => number;
}

/** A line that shows progress. */
export interface ProgressLine {
  /** Shows this state. */
  update(progress: DownloadProgress): void;
  /** Ends the line, so that what is written next begins a new one; does nothing if nothing was shown. */
  finish(): void;
}

/**
 * Makes a renderer for {@linkcode DownloadProgress}: one line that is overwritten on a terminal, elsewhere a line every 5 seconds.
 * Damage gets a line of its own, which stays.
 *
 * @example
 * ```ts
 * import { progressLine } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * let text = "";
 * const line = progressLine({ terminal: false, write: (part) => text += part });
 * line.update({ phase: "download", message: "Fetching libtensorflow", doneBytes: 50e6, totalBytes: 200e6 });
 * line.finish();
 * assertEquals(text, "Fetching libtensorflow: 25 %, 50 MB of 200 MB\n");
 * ```
 */
export function progressLine(options: ProgressLineOptions = {}): ProgressLine {
  const {
    write = (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
    terminal = Deno.stderr.isTerminal(),
    interval = 5000,
    now = () => performance.now(),
  } = options;
  let lastMessage: string | undefined;
  let lastTime = -Infinity;
  let width = 0;

  const update = (progress: DownloadProgress): void => {
    const text = describe(progress);
    if (progress.phase === "damage") {
      write(terminal ? `\r${text.padEnd(width)}\n` : `${text}\n`);
      width = 0;
      return;
    }
    if (terminal) {
      write(`\r${text.padEnd(width)}`);
      width = text.length;
      return;
    }
    const over = progress.phase !== "wait" && progress.doneBytes >= progress.totalBytes;
    if (progress.message === lastMessage && !over && now() - lastTime < interval) return;
    if (progress.message === lastMessage && over && lastTime === Infinity) return;
    write(`${text}\n`);
    lastMessage = progress.message;
    lastTime = over ? Infinity : now();
  };
  const finish = (): void => {
    if (terminal && width > 0) write("\n");
    width = 0;
  };
  return { update, finish };
}

function describe({ doneBytes, message, phase, totalBytes }: DownloadProgress): string {
  if (phase === "damage") return `${message}.`;
  if (totalBytes === 0) return `${message} …`;
  const percent = Math.floor(100 * Math.min(1, doneBytes / totalBytes));
  return `${message}: ${percent} %, ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
}
