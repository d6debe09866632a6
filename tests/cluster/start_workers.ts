import { freePorts } from "@forger/cluster";
import type { TrainerSettings } from "@forger/trainers";
import { fileURLToPath } from "node:url";
import type { ExperimentName } from "./cluster_experiments.ts";

/** A training of all workers. */
export interface TrainingRequest {
  readonly experiment: ExperimentName;
  readonly folder: string;
  readonly settings: Pick<TrainerSettings, "seed" | "steps" | "batch" | "compile" | "batchNormalization">;
  /** Whether the run in the folder goes on. */
  readonly resume?: boolean;
  /** Into which file the first worker writes the weights. */
  readonly weights?: string;
}

/** What a worker is to do. */
export interface WorkerRequest {
  /** Environment variables besides this process's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Its number, from 0. */
  readonly own: number;
  /** Where each worker listens. */
  readonly ports: readonly number[];
  /** One after the other, until one fails. */
  readonly trainings: readonly TrainingRequest[];
  /** Seconds within which the others must answer. @default {30} */
  readonly timeout?: number;
}

/** A training that came to its end. */
export interface FinishedTraining {
  readonly reason: string;
  readonly stopReason?: string;
  readonly steps: number;
  /** Of all weights. */
  readonly hash: string;
  /** What each step logged. */
  readonly logs: readonly Readonly<Record<string, number>>[];
  readonly warnings: readonly string[];
  /** Each plan of the players' updates. */
  readonly updates: readonly string[];
  /** How many threads the process had at the end; 0 where that is not known. */
  readonly threads: number;
}

/** What became of a training. */
export type TrainingOutcome = FinishedTraining | { readonly error: string; readonly warnings: readonly string[] };

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The configuration that the tasks use. */
const choice = await new Deno.Command(Deno.execPath(), { args: ["run", "-qA", path("../../tools/std.ts")] }).output();

/** The flag that names it, for a program in any folder. */
export const CONFIG: string = `--config=${path("../../")}${
  new TextDecoder().decode(choice.stdout).trim().replace("--config=", "")
}`;

/** A worker that was started. */
export interface StartedWorker {
  readonly child: Deno.ChildProcess;
  /** Settles when the first training begins, or the process ends. */
  readonly begins: Promise<void>;
  /** What became of its trainings; the last one is missing where it was killed. */
  readonly outcomes: Promise<readonly TrainingOutcome[]>;
}

/** Starts so many workers at once; `change` makes the request of one another one. */
export function startWorkers(
  workers: number,
  request: Pick<WorkerRequest, "timeout" | "trainings">,
  change: (own: number) => Partial<WorkerRequest> = () => ({}),
): StartedWorker[] {
  const ports = freePorts(workers);
  return ports.map((_, own) => startWorker({ ...request, own, ports, ...change(own) }));
}

function startWorker(request: WorkerRequest): StartedWorker {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", CONFIG, path("cluster_worker.ts"), JSON.stringify(request)],
    env: request.environment,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { promise: begins, resolve } = Promise.withResolvers<void>();
  const errors = new Response(child.stderr).text();
  const outcomes = (async () => {
    let printed = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      printed += text;
      if (printed.includes("begins")) resolve();
    }
    resolve();
    const { code, signal } = await child.status, told = await errors;
    const lines = printed.split("\n").filter((line) => line.startsWith("{"));
    if (signal === null && code > 1 || signal === null && lines.length === 0) {
      throw new Error(`worker ${request.own} ended with exit code ${code}: ${printed.slice(-500)}${told.slice(-2000)}`);
    }
    return lines.map((line) => JSON.parse(line) as TrainingOutcome);
  })();
  return { child, begins, outcomes };
}

/** Trains to the end with so many workers; for each training gives each worker's outcome, of which none may have failed. */
export async function trainTogether(
  workers: number,
  trainings: readonly TrainingRequest[],
): Promise<FinishedTraining[][]> {
  const all = await Promise.all(startWorkers(workers, { trainings }).map(({ outcomes }) => outcomes));
  return trainings.map(({ experiment }, training) =>
    all.map((outcomes, worker) => {
      const outcome = outcomes[training];
      if (outcome && !("error" in outcome)) return outcome;
      throw new Error(`worker ${worker} failed to train ${experiment}: ${outcome?.error ?? "it ended before"}`);
    })
  );
}
