import { type HookName, HOOKS, type Hooks } from "./hooks.ts";
import { nearestName } from "./nearest_name.ts";

/** A hook as a plugin gives it: the function, or with an order where the array's order is not enough. */
export type PluginHook<Handler> = Handler | { readonly order: "pre" | "post"; readonly handler: Handler };

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
    /** After how many steps `onStepEnd` runs. @default {after each call, about twice a second} */
    readonly every?: number;
  }
  & { readonly [Name in HookName]?: PluginHook<Hooks[Name]> };

/** Plugins as users list them: nested, and with falsy entries for those that are switched off. */
export type PluginList = readonly (Plugin | PluginList | false | null | undefined)[];

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
  if (typeof plugin.name !== "string" || plugin.name === "") {
    throw new TypeError(
      `Cannot use plugin as name must be a non-empty string: current value is ${JSON.stringify(plugin.name)}`,
    );
  }
  const { every } = plugin;
  if (every !== undefined && (!Number.isInteger(every) || every < 1)) {
    throw new RangeError(
      `Cannot use plugin "${plugin.name}" as every must be a positive integer: current value is ${every}`,
    );
  }
  for (const [key, value] of Object.entries(plugin)) {
    if (key === "name" || key === "every") continue;
    if (!(key in HOOKS)) {
      throw new TypeError(
        `Cannot use plugin "${plugin.name}" as it must have known hooks: "${key}" is none, did you mean "${
          nearestName(key, Object.keys(HOOKS))
        }"?`,
      );
    }
    const handler = value && typeof value === "object" && "handler" in value ? value.handler : value;
    if (handler !== undefined && typeof handler !== "function") {
      throw new TypeError(
        `Cannot use plugin "${plugin.name}" as hook "${key}" must be a function: current type is ${typeof handler}`,
      );
    }
  }
}
