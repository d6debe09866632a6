import { nearestName } from "@forger/core";
import { type HookName, HOOKS, type Hooks } from "./hooks.ts";

/** A hook as a plugin gives it: the function, or with an order or a cadence where the function is not enough. */
export type PluginHook<Handler> = Handler | {
  /** Whether it runs before or after the plugins that say nothing. @default {in the order of the plugins} */
  readonly order?: "pre" | "post";
  /** For hooks inside the step: they run only every so many steps, the first included, and cost nothing in between. @default {1} */
  readonly every?: number;
  /** The hook. */
  readonly handler: Handler;
};

/**
 * A trick, a log, a picture: an object with a name and some hooks.
 *
 * @example
 * ```ts
 * import type { Plugin } from "@forger/trainers";
 *
 * function darken({ by = 0.1 } = {}): Plugin {
 *   return { name: "darken", transformReal: (images) => images.sub(by) };
 * }
 * ```
 */
export type Plugin =
  & {
    /** Unique among a trainer's plugins. */
    readonly name: string;
    /** Its options with their defaults filled in, for the run's `config.json`. */
    readonly options?: Readonly<Record<string, unknown>>;
    /** After how many steps `onStepEnd`, `planUpdates` and `onSettled` run. @default {after each call, about twice a second; `planUpdates` once} */
    readonly every?: number;
    /**
     * Where several processes train together, whether it runs on each or on the first one alone. What changes training
     * must run on all. @default {"all" where it has hooks inside the step, `planUpdates` or `samplingGenerator`; else "first"}
     */
    readonly workers?: "all" | "first";
  }
  & { readonly [Name in HookName]?: PluginHook<Hooks[Name]> };

/** Plugins as users list them: nested, and with falsy entries for those that are switched off. */
export type PluginList = readonly (Plugin | PluginList | false | null | undefined)[];

/** What a plugin has besides hooks. */
const MEMBERS = new Set(["name", "options", "every", "workers"]);

/**
 * Flattens a plugin list and checks each plugin.
 *
 * @throws {TypeError} If a plugin has no name, a hook's name is misspelt, or two plugins share a name.
 * @throws {RangeError} If `every` is not a positive integer.
 */
export function resolvePlugins(list: PluginList): readonly Plugin[] {
  const plugins = flatten(list);
  const names = new Set<string>();
  for (const plugin of plugins) {
    checkPlugin(plugin);
    if (names.has(plugin.name)) {
      throw new TypeError(`Cannot use plugins as their names must be unique: "${plugin.name}" comes twice`);
    }
    names.add(plugin.name);
  }
  return plugins;
}

function flatten(list: PluginList): Plugin[] {
  return list.flatMap((entry) => Array.isArray(entry) ? flatten(entry) : entry ? [entry as Plugin] : []);
}

function checkPlugin(plugin: Plugin): void {
  if (typeof plugin !== "object") {
    const hint = typeof plugin === "function" ? ": call the function that makes it" : "";
    throw new TypeError(`Cannot use plugin as it must be an object: current type is ${typeof plugin}${hint}`);
  }
  if (typeof plugin.name !== "string" || plugin.name === "") {
    throw new TypeError(
      `Cannot use plugin as name must be a non-empty string: current value is ${JSON.stringify(plugin.name)}`,
    );
  }
  checkEvery(plugin.name, "every", plugin.every);
  if (plugin.workers !== undefined && plugin.workers !== "all" && plugin.workers !== "first") {
    throw new TypeError(
      `Cannot use plugin "${plugin.name}" as workers must be "all" or "first": current value is ${
        JSON.stringify(plugin.workers)
      }`,
    );
  }
  for (const [key, value] of Object.entries(plugin)) {
    if (!MEMBERS.has(key)) checkHook(plugin.name, key, value);
  }
}

function checkHook(plugin: string, key: string, value: unknown): void {
  if (!(key in HOOKS)) {
    const nearest = nearestName(key, Object.keys(HOOKS));
    throw new TypeError(
      `Cannot use plugin "${plugin}" as it must have known hooks: "${key}" is none, did you mean "${nearest}"?`,
    );
  }
  if (value === undefined) return;
  const { order, every, handler } = typeof value === "object" && value !== null
    ? value as { order?: unknown; every?: unknown; handler?: unknown }
    : { handler: value };
  if (typeof handler !== "function") {
    throw new TypeError(
      `Cannot use plugin "${plugin}" as hook "${key}" must be a function: current type is ${typeof handler}`,
    );
  }
  if (order !== undefined && order !== "pre" && order !== "post") {
    throw new TypeError(
      `Cannot use plugin "${plugin}" as order of hook "${key}" must be "pre" or "post": current value is ${
        JSON.stringify(order)
      }`,
    );
  }
  checkEvery(plugin, `every of hook "${key}"`, every);
  if (every !== undefined && HOOKS[key as HookName].where === "host") {
    throw new TypeError(
      `Cannot use plugin "${plugin}" as every must be the plugin's own for hooks on the host: hook "${key}" has one`,
    );
  }
}

function checkEvery(plugin: string, what: string, every: unknown): void {
  if (every !== undefined && !(Number.isInteger(every) && every as number >= 1)) {
    throw new RangeError(
      `Cannot use plugin "${plugin}" as ${what} must be a positive integer: current value is ${every}`,
    );
  }
}
