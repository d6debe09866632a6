/**
 * Waits until a promise settles or a signal comes, whichever is first.
 *
 * @throws What the promise is rejected with.
 */
export async function settledOrAborted(promise: PromiseLike<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const listener = () => resolve();
  signal?.addEventListener("abort", listener);
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal?.removeEventListener("abort", listener);
  }
}
