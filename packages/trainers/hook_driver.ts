import type { HookName, Hooks } from "./hooks.ts";
import type { Plugin } from "./plugin.ts";

/** One plugin's handler of one hook. */
export interface HookHandler<Name extends HookName> {
  readonly plugin: Plugin;
  readonly run: Hooks[Name];
}

const RANK = { pre: 0, normal: 1, post: 2 } as const;

/** Runs the plugins' hooks in order, and says which plugin and hook failed at which step. */
export class HookDriver {
  readonly #plugins: readonly Plugin[];
  readonly #sorted = new Map<HookName, readonly HookHandler<HookName>[]>();
  /** The number of steps done, named in errors. */
  step = 0;

  constructor(plugins: readonly Plugin[]) {
    this.#plugins = plugins;
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

  /** Passes a value from handler to handler inside the compiled step. */
  reduce<Value>(
    name: HookName,
    initial: Value,
    call: (handler: Hooks[HookName], value: Value, plugin: Plugin) => Value,
  ): Value {
    return this.handlers(name).reduce((value, { plugin, run }) => {
      try {
        return call(run, value, plugin);
      } catch (error) {
        throw this.#explain(name, plugin, error);
      }
    }, initial);
  }

  /** Runs one handler on the host. */
  async run<Result>(name: HookName, plugin: Plugin, call: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      throw this.#explain(name, plugin, error);
    }
  }

  /** Takes the first answer that is not undefined. */
  first<Result>(name: HookName, call: (handler: Hooks[HookName]) => Result | undefined): Result | undefined {
    for (const { plugin, run } of this.handlers(name)) {
      try {
        const answer = call(run);
        if (answer !== undefined) return answer;
      } catch (error) {
        throw this.#explain(name, plugin, error);
      }
    }
    return undefined;
  }

  #explain(hook: HookName, plugin: Plugin, cause: unknown): Error {
    const message = cause instanceof Error ? cause.message : String(cause);
    return new Error(`Cannot run hook "${hook}" of plugin "${plugin.name}" at step ${this.step}: ${message}`, {
      cause,
    });
  }
}

function sortHandlers(plugins: readonly Plugin[], name: HookName): HookHandler<HookName>[] {
  const ranked: { handler: HookHandler<HookName>; rank: number }[] = [];
  for (const plugin of plugins) {
    const hook = plugin[name];
    if (hook === undefined) continue;
    const { order, handler } = typeof hook === "function" ? { order: "normal" as const, handler: hook } : hook;
    // a method of the plugin keeps its `this`
    ranked.push({ handler: { plugin, run: handler.bind(plugin) as Hooks[HookName] }, rank: RANK[order] });
  }
  return ranked.sort((first, second) => first.rank - second.rank).map(({ handler }) => handler);
}
