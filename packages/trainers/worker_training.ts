import type { CollectiveGroup, Variable } from "@forger/core";
import type { Networks } from "./networks.ts";
import { type RunState, storeVariables } from "./run_state.ts";
import { type OwnTime, SlowWorkers } from "./slow_workers.ts";
import type { OpenStepLog } from "./step_report.ts";
import { synchroniseNormalization } from "./synchronised_normalization.ts";
import type { TrainerSettings } from "./trainer.ts";
import { EXCHANGE_SECONDS } from "./training_step.ts";
import { WorkerMeeting } from "./worker_meeting.ts";
import { decodeRunState, encodeRunState } from "./worker_state.ts";

/** What a worker would do next. */
export interface NextCall {
  /** What kind of step comes next. */
  readonly kind: string;
  /** Steps done. */
  readonly step: number;
  /** Steps that it could run. */
  readonly steps: number;
  /** Whether it could not get the rows for a step, as its user wants it to end. */
  readonly isInterrupted: boolean;
}

/** What all workers do next. */
export interface AgreedCall {
  /** Steps that all run; 0 where training ends. */
  readonly steps: number;
  /** Why training ends, where it does. */
  readonly stopReason: string | undefined;
  /** What the user should know. */
  readonly warnings: readonly string[];
}

/** Of one training, what it does together with those of the other workers. */
export class WorkerTraining {
  readonly #group: CollectiveGroup;
  readonly #meeting: WorkerMeeting;
  readonly #slow = new SlowWorkers();
  readonly #undo: readonly (() => void)[];
  #stopReason: string | undefined;
  #last: OwnTime = { seconds: 0, steps: 0 };

  constructor(
    group: CollectiveGroup,
    { networks, settings }: { readonly networks: Networks; readonly settings: TrainerSettings },
  ) {
    this.#group = group;
    this.#meeting = new WorkerMeeting(group);
    this.#undo = settings.batchNormalization === "synchronised"
      ? [networks.discriminator, networks.generator].map(synchroniseNormalization)
      : [];
  }

  /** Why this worker wants training to end. */
  get stopReason(): string | undefined {
    return this.#stopReason;
  }

  /** Makes this worker ask for the end, at the next agreement. */
  stop(reason: string): void {
    this.#stopReason ??= reason;
  }

  /** Waits for the others. */
  async meet(): Promise<void> {
    await this.#meeting.texts("");
  }

  /** Gives every worker the first one's state, which the first one itself does not need. */
  async shareState(save: () => RunState): Promise<RunState | undefined> {
    const bytes = await this.#meeting.broadcast(this.#group.own === 0 ? encodeRunState(save()) : undefined);
    return this.#group.own === 0 ? undefined : decodeRunState(bytes);
  }

  /** Decides with the others how many steps come next, and whether training ends. */
  async agree({ isInterrupted, kind, step, steps }: NextCall): Promise<AgreedCall> {
    const stops = this.#stopReason !== undefined || isInterrupted;
    const { last, stopping, ...agreed } = await this.#meeting.agree({ kind, step, steps, stops, last: this.#last });
    const warnings = last.every(({ steps }) => steps > 0) ? this.#slowness(last) : [];
    this.#last = { seconds: 0, steps: 0 };
    if (stopping === undefined) return { ...agreed, stopReason: undefined, warnings };
    return { steps: 0, stopReason: await this.#reasonOf(stopping), warnings };
  }

  /** After the last step: whether some worker has ended training in its last hooks, and why. */
  async agreeOnEnd(step: number): Promise<string | undefined> {
    const { stopReason } = await this.agree({ kind: "end", step, steps: 1, isInterrupted: false });
    return stopReason;
  }

  async #reasonOf(worker: number): Promise<string> {
    const reasons = await this.#meeting.texts(this.#stopReason ?? "");
    return reasons[worker] || reasons.find(Boolean) || `${this.#meeting.name(worker)} was interrupted`;
  }

  /** The first worker says it for all. */
  #slowness(last: readonly OwnTime[]): string[] {
    return this.#slow.add(last).flatMap(({ worker, own, others }) =>
      this.#group.own === 0
        ? [
          `${this.#meeting.name(worker)} is slow: without exchanges a step takes it ${
            own.toPrecision(3)
          } ms, the others ${others.toPrecision(3)} ms, and all wait for it`,
        ]
        : []
    );
  }

  /**
   * Runs a call; notes what it took without the exchanges.
   *
   * @param counts Whether its time says something: not where it compiles.
   */
  async timed(run: () => Promise<OpenStepLog[]>, counts: boolean): Promise<OpenStepLog[]> {
    const begin = performance.now();
    const logs = await this.#meeting.patiently(run);
    const passed = (performance.now() - begin) / 1000;
    const exchanged = logs.reduce((sum, { values }) => sum + (values[EXCHANGE_SECONDS] ?? 0), 0);
    this.#group.exchangeSeconds += exchanged;
    if (counts) this.#last = { seconds: Math.max(0, passed - exchanged), steps: logs.length };
    for (const { values } of logs) delete values[EXCHANGE_SECONDS];
    return logs;
  }

  /** What the user should know where workers do not have the same weights, to the bit; undefined where they have. */
  async compareWeights(variables: Readonly<Record<string, Variable>>): Promise<string | undefined> {
    const state = storeVariables(variables), hashes = await this.#meeting.texts(await hashOf(state));
    const other = hashes.findIndex((hash) => hash !== hashes[0]);
    if (other < 0) return undefined;
    return `${
      this.#meeting.name(other)
    } ended with other weights than worker 0, whose are kept: a plugin or layer changed them on one alone, or the machines round otherwise`;
  }

  /** Tells the others that this worker cannot go on. */
  fail(error: unknown): void {
    this.#meeting.fail(error);
  }

  /** Lets the networks be as they were. */
  dispose(): void {
    for (const undo of this.#undo) undo();
  }
}

async function hashOf(tensors: Parameters<typeof encodeRunState>[0]["tensors"]): Promise<string> {
  const bytes = encodeRunState({
    step: 0,
    rowsSeen: 0,
    tensors,
    plugins: {},
    compile: undefined,
    pending: { logs: [], onStepEnd: {}, onEpochEnd: {} },
  });
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
