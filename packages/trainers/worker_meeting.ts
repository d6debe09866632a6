import type { CollectiveGroup } from "@forger/core";
import type { OwnTime } from "./slow_workers.ts";

/** What a worker would do next. */
export interface Proposal {
  /** Steps that it could run, 1 or more. */
  readonly steps: number;
  /** Steps done. */
  readonly step: number;
  /** What kind of step comes next. */
  readonly kind: string;
  /** Whether it wants training to end. */
  readonly stops: boolean;
  /** What it needed for the last call. */
  readonly last: OwnTime;
}

/** What all workers do next. */
export interface Agreement {
  /** Steps that all run. */
  readonly steps: number;
  /** The first worker that wants training to end. */
  readonly stopping: number | undefined;
  /** What each needed for the last call. */
  readonly last: readonly OwnTime[];
}

/** Milliseconds that a worker that has found another one missing stays for the others to find the same one. */
const STAY = 1000;

/** Marks what a worker that cannot go on tells the others. */
const FAILED = "Forger: ";

/** Workers do not answer. */
class MissingWorkers extends Error {}

/** The workers of a run where they meet outside of steps: whoever is missing is named. */
export class WorkerMeeting {
  readonly group: CollectiveGroup;

  constructor(group: CollectiveGroup) {
    this.group = group;
  }

  /** Which worker it is, and where: `worker 1 (localhost:8888)`. */
  name(worker: number): string {
    return `worker ${worker} (${this.group.tasks[worker]!.address})`;
  }

  /**
   * Does what every worker must do, and tells the others how it went.
   *
   * @param run What is done.
   * @param tell What the others are told of the result.
   * @returns What each worker told, and this one's result.
   * @throws {Error} What `run` throws, or if it threw on another worker: the message says on which, and what.
   */
  async together<Result>(
    run: () => Result | Promise<Result>,
    tell: (result: Result) => string = () => "",
  ): Promise<{ readonly result: Result; readonly told: readonly string[] }> {
    let own: { readonly result: Result } | { readonly error: unknown };
    try {
      own = { result: await run() };
    } catch (error) {
      own = { error };
    }
    const message = "error" in own
      ? { failed: own.error instanceof Error ? own.error.message : String(own.error) }
      : { told: tell(own.result) };
    const all = (await this.texts(JSON.stringify(message)))
      .map((text) => JSON.parse(text) as { readonly failed?: string; readonly told?: string });
    if ("error" in own) throw own.error;
    const failing = all.findIndex(({ failed }) => failed !== undefined);
    if (failing >= 0) throw new Error(`Cannot train as ${this.name(failing)} failed: ${all[failing]!.failed}`);
    return { result: own.result, told: all.map(({ told }) => told!) };
  }

  /** Gives every worker the text of each. */
  async texts(text: string): Promise<string[]> {
    return await this.patiently(() => this.group.gatherTexts(text));
  }

  /** Gives every worker the first one's bytes. */
  async broadcast(bytes?: Uint8Array): Promise<Uint8Array> {
    return await this.patiently(() => this.group.broadcast(bytes));
  }

  /**
   * Decides with the others what comes next.
   *
   * @throws {Error} If workers are not at the same step, or would not do the same.
   */
  async agree({ kind, last, step, steps, stops }: Proposal): Promise<Agreement> {
    const numbers = [steps, step, hash(kind), Number(stops), last.seconds, last.steps];
    const all = await this.patiently(() => this.group.gather(numbers));
    const [[, firstStep, firstKind]] = all as [[number, number, number]];
    all.forEach(([, step, kind], worker) => {
      if (step === firstStep && kind === firstKind) return;
      const where = step === firstStep ? "other updates are due there" : `it is at step ${step}, not ${firstStep}`;
      throw new Error(
        `Cannot train together as all workers must do the same: ${
          this.name(worker)
        } does not, ${where}. A plugin that changes training must run on all workers: workers: "all" says so`,
      );
    });
    const stopping = all.findIndex((numbers) => numbers[3] === 1);
    return {
      steps: Math.min(...all.map(([steps]) => steps!)),
      stopping: stopping < 0 ? undefined : stopping,
      last: all.map((numbers) => ({ seconds: numbers[4]!, steps: numbers[5]! })),
    };
  }

  /**
   * Does what needs the others, and waits for them as long as they answer: they may load data, draw pictures, or pause.
   *
   * @throws {Error} What `meet` throws; or where others do not answer within the time limit, with their names.
   */
  async patiently<Result>(meet: () => Promise<Result>): Promise<Result> {
    const { group } = this;
    if (group.workers === 1) return await meet();
    const interval = group.timeout / 3;
    let timer: ReturnType<typeof setTimeout> | undefined, isOver = false;
    const watching = new Promise<never>((_, reject) => {
      const watch = async () => {
        let missing = await group.silent(interval);
        if (missing.length > 0 && !isOver) missing = await group.silent(interval); // it may have been held up for a moment
        if (isOver) return;
        if (missing.length > 0) reject(this.#missing(missing));
        else timer = setTimeout(start, 1000 * interval);
      };
      const start = () => watch().catch(reject);
      timer = setTimeout(start, 1000 * interval);
    });
    try {
      return await Promise.race([meet(), watching]);
    } catch (error) {
      throw await this.#explained(error);
    } finally {
      isOver = true;
      clearTimeout(timer);
    }
  }

  /** A failure of what workers do together, with the names of those that are missing. */
  async #explained(error: unknown): Promise<unknown> {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof MissingWorkers) {
      this.group.abort(message); // what waits in the background is over
      return error;
    }
    if (!/collective|grpc/i.test(message)) return error;
    const missing = await this.group.silent(Math.min(this.group.timeout, 5));
    await new Promise((resolve) => setTimeout(resolve, STAY));
    if (missing.length > 0) return this.#missing(missing, error);
    const [, reason] = new RegExp(`${FAILED}([^\n]*)`).exec(message) ?? [];
    return reason === undefined ? error : new Error(`Cannot go on training as ${reason}`, { cause: error });
  }

  /** Tells the others that this worker cannot go on, so that they do not wait for it. */
  fail(error: unknown): void {
    if (error instanceof MissingWorkers) return;
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    this.group.abort(`${FAILED}${this.name(this.group.own)} failed: ${line}`);
  }

  #missing(workers: readonly number[], cause?: unknown): Error {
    const names = workers.map((worker) => this.name(worker)).join(" and ");
    return new MissingWorkers(
      `Cannot go on training as every worker must answer within ${this.group.timeout} s: ${names} ${
        workers.length === 1 ? "does" : "do"
      } not. --resume goes on from the newest checkpoint`,
      { cause },
    );
  }
}

/** A number of 32 bits that tells texts apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
