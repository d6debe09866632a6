import type { CollectiveGroup } from "@forger/core";
import type { Output } from "./output.ts";

/** Seconds for which workers that have not started yet are waited for: a scheduler may start them minutes apart. */
const LIMIT = 600;

/** Seconds between attempts, and after which it is said for whom one waits. */
const BETWEEN = 0.2, QUIET = 5;

/** Options of {@linkcode connectWorkers}. */
export interface ConnectWorkersOptions {
  /** Seconds to wait. @default {600} */
  readonly limit?: number;
}

/**
 * Waits until all workers have started.
 *
 * @throws {Error} If some do not answer in time: the message names them.
 */
export async function connectWorkers(
  group: CollectiveGroup,
  output: Output,
  options: ConnectWorkersOptions = {},
): Promise<void> {
  const { limit = LIMIT } = options, begin = performance.now();
  for (let told = false;;) {
    const missing = await group.silent(1), passed = (performance.now() - begin) / 1000;
    if (missing.length === 0) return;
    const names = missing.map((worker) => `worker ${worker} (${group.tasks[worker]!.address})`).join(" and ");
    if (passed > limit) {
      throw new Error(
        `Cannot train together as every worker must start within ${limit} s: ${names} did not. Each process must have the addresses of all, which must be reachable from the others`,
      );
    }
    if (!told && passed > QUIET && group.own === 0) {
      output.printError(`Waiting for ${names} …`);
      told = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000 * BETWEEN));
  }
}
