/** Runs a task when asked: one at a time, and what was asked for meanwhile once more at the end. */
export function latestOnly(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined, isWanted = false;
  const run = async () => {
    do {
      isWanted = false;
      await task();
    } while (isWanted);
  };
  return () => {
    isWanted = true;
    running ??= run().finally(() => running = undefined);
    return running;
  };
}
