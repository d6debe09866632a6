/** Milliseconds between lines. */
const INTERVAL = 5000;

/** Takes the cursor to the line's beginning and clears what another bar may have drawn. */
const CLEAR_LINE = "\r\x1b[K";

/** How {@linkcode readingProgress} writes and tells the time. */
export interface ReadingProgressOptions {
  /** What is read, such as `images`. */
  readonly what: string;
  /** How many there are. */
  readonly total: number;
  /** How many are there already. */
  readonly known: number;
  /** @default standard error */
  readonly write?: (text: string) => void;
  /** @default whether standard error is a terminal */
  readonly terminal?: boolean;
  /** In milliseconds. @default {performance.now} */
  readonly now?: () => number;
}

/**
 * Says how far the reading is, its rate and how long it will take: a line every five seconds, as training, which has a line of
 * its own, may go on meanwhile. What is over within that time is not worth a line.
 *
 * @returns To be called with the number of those that are read.
 */
export function readingProgress(options: ReadingProgressOptions): (known: number) => void {
  const {
    what,
    total,
    known: first,
    write = (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
    terminal = Deno.stderr.isTerminal(),
    now = () => performance.now(),
  } = options;
  const begin = now();
  let shown = begin, isDone = false;
  const line = (text: string) => write(`${terminal ? CLEAR_LINE : ""}${text}\n`);
  return (known) => {
    const time = now(), seconds = (time - begin) / 1000;
    const isOver = known >= total;
    if (isDone || (isOver ? shown === begin : time - shown < INTERVAL)) return;
    shown = time;
    isDone = isOver;
    const rate = (known - first) / seconds;
    if (isOver) line(`Read ${count(total)} ${what}: ${count(rate)} a second`);
    else {
      line(
        `Reading ${what}: ${count(known)} of ${count(total)} (${Math.floor(100 * known / total)} %), ${
          count(rate)
        } a second, ${duration((total - known) / rate)} left`,
      );
    }
  };
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function duration(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
