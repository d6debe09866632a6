import { type HookName, HOOKS, type Hooks } from "./hooks.ts";
import { isThenable } from "./is_thenable.ts";
import { LazyHooks } from "./lazy_hooks.ts";
import type { Plugin } from "./plugin.ts";
import { refusePromise } from "./refuse_promise.ts";
import { withinTimeLimit } from "./within_time_limit.ts";

/** One plugin's handler of one hook. */
export interface HookHandler<Name extends HookName> {
  readonly plugin: Plugin;
  readonly run: Hooks[Name];
  /** It runs only at steps that are a multiple of this. */
  readonly every: number;
}

/** How long a hook may take. */
export interface HookLimit {
  /** Milliseconds after which a hook that has not settled fails. */
  readonly milliseconds: number;
  /** Is told of hooks that take remarkably long. */
  readonly onSlow: (message: string) => void;
}

const RANK = { pre: 0, normal: 1, post: 2 } as const;

/** The hooks on the host that may wait for files or servers. */
const WAITING_HOOKS = ["onTrainBegin", "onStepEnd", "onEpochEnd", "onSettled", "onTrainEnd", "onError"] as const;

/** A hook on the host that may wait. */
export type WaitingHook = typeof WAITING_HOOKS[number];

/** Runs the plugins' hooks in order, and says which plugin and hook failed at which step. */
export class HookDriver {
  readonly #plugins: readonly Plugin[];
  readonly #sorted = new Map<HookName, readonly HookHandler<HookName>[]>();
  /** The cadences of hooks that do not run in every step. */
  readonly lazy: LazyHooks;
  /** The number of steps done, named in errors. */
  step = 0;

  constructor(plugins: readonly Plugin[]) {
    this.#plugins = plugins;
    const names = Object.keys(HOOKS) as HookName[];
    this.lazy = new LazyHooks(names.flatMap((name) => this.handlers(name).map(({ every }) => every)));
  }

  /** The handlers of a hook: `"pre"` ones first, then those without an order, then `"post"` ones; each in the plugins' order. */
  handlers<Name extends HookName>(name: Name): readonly HookHandler<Name>[] {
    let handlers = this.#sorted.get(name);
    if (!handlers) {
      handlers = sortHandlers(this.#plugins, name);
      this.#sorted.set(name, handlers);
    }
    return handlers as unknown as readonly HookHandler<Name>[];
  }

  /** Passes a value from handler to handler, of those that are due at this step. */
  reduce<Name extends HookName, Value>(
    name: Name,
    initial: Value,
    call: (handler: Hooks[Name], value: Value, plugin: Plugin) => Value,
  ): Value {
    return this.handlers(name).reduce((value, { every, plugin, run }) => {
      return this.step % every === 0 ? this.#explained(name, plugin, () => call(run, value, plugin)) : value;
    }, initial);
  }

  /** Runs one handler after the other on the host, each with its own arguments; waits for none. */
  each<Name extends HookName>(name: Name, call: (handler: Hooks[Name], plugin: Plugin) => void): void {
    for (const { plugin, run } of this.handlers(name)) this.#explained(name, plugin, () => call(run, plugin));
  }

  /** Runs one handler on the host and waits for it, but not for ever. */
  async run<Result>(
    name: WaitingHook,
    plugin: Plugin,
    call: () => Result | Promise<Result>,
    limit: HookLimit,
  ): Promise<Result> {
    try {
      const result = call();
      if (!isThenable(result)) return result;
      return await withinTimeLimit(result, { ...limit, what: this.#place(name, plugin) });
    } catch (error) {
      throw this.#explain(name, plugin, error);
    }
  }

  /** Takes the first answer that is not undefined. */
  first<Name extends HookName, Result>(
    name: Name,
    call: (handler: Hooks[Name]) => Result | undefined,
  ): Result | undefined {
    for (const { plugin, run } of this.handlers(name)) {
      const answer = this.#explained(name, plugin, () => call(run));
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** Asks each plugin by itself and keeps all answers, by the plugins' names. */
  parallel<Name extends HookName, Result>(
    name: Name,
    call: (handler: Hooks[Name], plugin: Plugin) => Result,
  ): Record<string, Result> {
    return Object.fromEntries(
      this.handlers(name).map(({ plugin, run }) => [
        plugin.name,
        this.#explained(name, plugin, () => call(run, plugin)),
      ]),
    );
  }

  #explained<Result>(name: HookName, plugin: Plugin, call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      throw this.#explain(name, plugin, error);
    }
  }

  #place(hook: HookName, { name }: Plugin): string {
    return `hook "${hook}" of plugin "${name}" at step ${this.step}`;
  }

  #explain(hook: HookName, plugin: Plugin, cause: unknown): Error {
    const message = cause instanceof Error ? cause.message : String(cause);
    return new Error(`Cannot run ${this.#place(hook, plugin)}: ${message}`, { cause });
  }
}

function sortHandlers(plugins: readonly Plugin[], name: HookName): HookHandler<HookName>[] {
  const ranked: { handler: HookHandler<HookName>; rank: number }[] = [];
  for (const plugin of plugins) {
    const hook = plugin[name];
    if (hook === undefined) continue;
    const { order = "normal", every = 1, handler } = typeof hook === "function" ? { handler: hook } : hook;
    const bound = handler.bind(plugin) as Hooks[HookName]; // a method of the plugin keeps its `this`
    ranked.push({
      handler: { plugin, run: answersAtOnce(name) ? atOnce(name, bound) : bound, every },
      rank: RANK[order],
    });
  }
  return ranked.sort((first, second) => first.rank - second.rank).map(({ handler }) => handler);
}

/** Whether a hook on the host is one that nothing waits for; what hooks inside the step return is checked there. */
function answersAtOnce(name: HookName): boolean {
  return HOOKS[name].where === "host" && !(WAITING_HOOKS as readonly HookName[]).includes(name);
}

/** Refuses a promise as an answer, which would be lost: a check that refuses too late, a state that is not kept. */
function atOnce(name: HookName, hook: Hooks[HookName]): Hooks[HookName] {
  return (...args: unknown[]) => {
    const answer = (hook as (...args: unknown[]) => unknown)(...args);
    refusePromise(answer, `what ${name} returns must be there at once, as nothing waits for it`);
    return answer as never;
  };
}
