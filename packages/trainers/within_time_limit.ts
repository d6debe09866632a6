/** How long to wait, and for what. */
export interface TimeLimit {
  /** What is waited for, for messages. */
  readonly what: string;
  /** Milliseconds after which waiting ends with an error; more than 24 days are no limit. */
  readonly milliseconds: number;
  /** Is told once that it takes remarkably long. */
  readonly onSlow: (message: string) => void;
}

const SLOW_MILLISECONDS = 30_000;

/** A timer of more milliseconds would end at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Waits for a promise, but not for ever.
 *
 * @throws {Error} If it has not settled when time is up.
 */
export async function withinTimeLimit<Result>(promise: PromiseLike<Result>, limit: TimeLimit): Promise<Result> {
  const { milliseconds, onSlow, what } = limit;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const slow = setTimeout(() => onSlow(`Still waiting for ${what}`), SLOW_MILLISECONDS);
  const end = milliseconds > LONGEST_TIMER ? undefined : setTimeout(() => {
    reject(new Error(`it must settle within ${milliseconds / 1000} seconds (hookLimit): wait only for what ends`));
  }, milliseconds);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(slow);
    clearTimeout(end);
  }
}
