import type { Plugin } from "./plugin.ts";
import type { StepLog } from "./step_report.ts";

/** Logs that some plugins have not heard of yet. */
export interface PendingLogs {
  /** In the order of their steps. */
  readonly logs: readonly StepLog[];
  /** By the plugins' names, the first step of which its `onStepEnd` has not heard. */
  readonly onStepEnd: Readonly<Record<string, number>>;
  /** The same for `onEpochEnd`. */
  readonly onEpochEnd: Readonly<Record<string, number>>;
}

/** Keeps, for every plugin that wants reports, the logs since its last one. */
export class ReportBuffers {
  readonly #steps: Map<Plugin, StepLog[]>;
  readonly #epochs: Map<Plugin, StepLog[]>;
  /** After how many steps plugins want to plan updates anew. */
  readonly #planCadences: readonly number[];
  /** After how many steps plugins want to know that all have heard of them. */
  readonly #settledCadences: readonly number[];

  constructor(plugins: readonly Plugin[]) {
    const buffers = (hook: "onStepEnd" | "onEpochEnd") =>
      new Map(plugins.filter((plugin) => plugin[hook]).map((plugin) => [plugin, [] as StepLog[]]));
    this.#steps = buffers("onStepEnd");
    this.#epochs = buffers("onEpochEnd");
    this.#planCadences = plugins.flatMap(({ every, planUpdates }) => planUpdates && every ? [every] : []);
    this.#settledCadences = plugins.flatMap(({ every, onSettled }) => onSettled && every ? [every] : []);
  }

  /** How many steps may run before a plugin with a cadence is due. */
  stepsToNext(step: number): number {
    const cadences = [
      ...[...this.#steps.keys()].map(({ every }) => every ?? Infinity),
      ...this.#planCadences,
      ...this.#settledCadences,
    ];
    return Math.min(...cadences.map((every) => every === Infinity ? Infinity : every - step % every));
  }

  /** Whether a plugin wants to plan updates anew after so many steps. */
  updatesAreDue(step: number): boolean {
    return this.#planCadences.some((every) => step % every === 0);
  }

  /** The logs that plugins have not heard of yet, and from which step on each one has not. */
  pending(): PendingLogs {
    const since = (buffers: Map<Plugin, StepLog[]>) =>
      Object.fromEntries([...buffers].flatMap(([{ name }, [first]]) => first ? [[name, first.step]] : []));
    const longest = [...this.#steps.values(), ...this.#epochs.values()].reduce<readonly StepLog[]>(
      (longest, logs) => logs.length > longest.length ? logs : longest,
      [],
    );
    return {
      logs: longest.map(({ step, values }) => ({ step, values: { ...values } })),
      onStepEnd: since(this.#steps),
      onEpochEnd: since(this.#epochs),
    };
  }

  /** Takes back what {@linkcode pending} gave. */
  takeBack({ logs, onStepEnd, onEpochEnd }: PendingLogs): void {
    for (const [buffers, since] of [[this.#steps, onStepEnd], [this.#epochs, onEpochEnd]] as const) {
      for (const plugin of buffers.keys()) {
        const first = since[plugin.name] ?? Infinity;
        buffers.set(plugin, logs.filter(({ step }) => step >= first));
      }
    }
  }

  /** Notes what steps logged. */
  add(logs: readonly StepLog[]): void {
    for (const buffers of [this.#steps, this.#epochs]) {
      for (const buffer of buffers.values()) for (const log of logs) buffer.push(log);
    }
  }

  /** The plugins whose `onStepEnd` is due after so many steps, with their logs. */
  due(step: number): ReadonlyMap<Plugin, readonly StepLog[]> {
    return take(this.#steps, ({ every }) => every === undefined || step % every === 0);
  }

  /** The plugins that have logs left when training ends. */
  rest(): ReadonlyMap<Plugin, readonly StepLog[]> {
    return take(this.#steps, () => true);
  }

  /** The logs of the epoch that ended. */
  epoch(): ReadonlyMap<Plugin, readonly StepLog[]> {
    return take(this.#epochs, () => true);
  }
}

function take(buffers: Map<Plugin, StepLog[]>, wanted: (plugin: Plugin) => boolean): Map<Plugin, readonly StepLog[]> {
  const taken = new Map<Plugin, readonly StepLog[]>();
  for (const [plugin, logs] of buffers) {
    if (logs.length === 0 || !wanted(plugin)) continue;
    taken.set(plugin, logs);
    buffers.set(plugin, []);
  }
  return taken;
}
