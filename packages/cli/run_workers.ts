import { freePorts, localCluster, threadsOfEach } from "@forger/cluster";
import { checkpointSteps } from "@forger/trainers";
import type { Output } from "./output.ts";
import { StopSignals } from "./stop_signals.ts";
import { argumentsToGoOn, valueOf, workerArguments } from "./worker_arguments.ts";
import { WorkerProcess } from "./worker_process.ts";

/** What the parent of several workers needs. */
export interface RunWorkersParts {
  /** The arguments of `train`. */
  readonly args: readonly string[];
  readonly workers: number;
  /** The GPU of each worker; undefined where there is none. */
  readonly gpus: readonly (string | undefined)[];
  /** How often all may be started again after a failure. */
  readonly restarts: number;
  /** Seconds that a worker waits for another one in a step. */
  readonly timeout: number;
  readonly output: Output;
}

/** Seconds that workers have, besides the time limit, to notice that one has failed and to end by themselves. */
const GRACE = 10;

/** Exit codes of a command line that cannot be used: doing it again would not help. */
const MISUSE = 2;

/** Exit codes from here on are of processes that a signal has ended. */
const KILLED = 128;

/**
 * Trains with several processes of this machine, which start and end together.
 *
 * @returns The exit code: that of the first worker that failed, or of the signal that ended all in order.
 */
export async function runWorkers(
  { args, gpus, output, restarts, timeout, workers }: RunWorkersParts,
): Promise<number> {
  const file = await Deno.makeTempFile({ prefix: "forger-workers-" });
  let running: readonly WorkerProcess[] = [];
  const stop = new StopSignals(output, {
    exit(code) {
      for (const worker of running) worker.kill();
      Deno.exit(code);
    },
  });
  stop.signal.addEventListener("abort", () => {
    for (const worker of running) void worker.stop(stop.received!);
  });
  try {
    let own = workerArguments(args, threadsOfEach(navigator.hardwareConcurrency, workers));
    const out = valueOf(args, "--out"), isOurs = out !== undefined && !await holdsRun(out);
    for (let attempt = 1;; attempt++) {
      running = start(gpus, { args: own, file, output });
      stop.trainingBegins();
      const failed = await endOf(running, timeout + GRACE);
      if (failed === undefined) return stop.exitCode ?? 0;
      if (stop.exitCode !== undefined || failed.code === MISUSE || attempt > restarts) return failed.code;
      const told = await Deno.readTextFile(file),
        folder = told !== "" ? told : isOurs && await holdsRun(out) ? out : "";
      if (folder !== "") own = await nextArguments(own, folder);
      else if (failed.code < KILLED) return failed.code; // it could not begin, and would not the next time
      output.printError(
        `Worker ${failed.worker} ended with exit code ${failed.code}: starting all again (restart ${attempt} of ${restarts})`,
      );
    }
  } finally {
    stop.close();
    for (const worker of running) worker.kill();
    await Deno.remove(file);
  }
}

function start(
  gpus: readonly (string | undefined)[],
  { args, file, output }: { readonly args: readonly string[]; readonly file: string; readonly output: Output },
): WorkerProcess[] {
  const clusters = gpus.length === 1 ? [undefined] : localCluster(freePorts(gpus.length));
  return clusters.map((cluster, own) => new WorkerProcess({ args, cluster, file, gpu: gpus[own], output, own }));
}

/** Exit codes of workers that ended in order because of a signal. */
const ORDERLY: readonly number[] = [0, 130, 143];

/** Waits until all have ended; gives the first that failed. Those that have not noticed it in time are ended. */
async function endOf(
  workers: readonly WorkerProcess[],
  seconds: number,
): Promise<{ readonly worker: number; readonly code: number } | undefined> {
  let failed: { readonly worker: number; readonly code: number } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.all(workers.map(async (worker) => {
    const code = await worker.ended;
    if (ORDERLY.includes(code) || failed) return;
    failed = { worker: worker.own, code };
    timer = setTimeout(() => workers.forEach((other) => other.kill()), 1000 * seconds);
  }));
  clearTimeout(timer);
  return failed;
}

async function holdsRun(folder: string): Promise<boolean> {
  return await Deno.stat(`${folder}/config.json`).then(() => true, () => false);
}

/** How the workers are started again; the folder of a run without a checkpoint holds no run any longer. */
async function nextArguments(args: readonly string[], folder: string): Promise<string[]> {
  const hasCheckpoint = (await checkpointSteps(folder)).length > 0;
  if (!hasCheckpoint && await holdsRun(folder)) await Deno.remove(`${folder}/config.json`);
  return argumentsToGoOn(args, { folder, hasCheckpoint });
}
