import type { Plugin } from "@forger/trainers";
import { asUsageError } from "./as_usage_error.ts";
import { isPath, loadFailure, loadModule } from "./load_module.ts";
import type { PluginSpec } from "./parse_plugin_spec.ts";
import { UsageError } from "./usage_error.ts";

/** Makes a plugin of options. */
export type PluginFactory = (options: Readonly<Record<string, unknown>>) => Plugin | Promise<Plugin>;

/**
 * Loads a plugin.
 *
 * @param spec The name of a built-in plugin, or the path of a file that exports a plugin or a function that makes one.
 * @throws {UsageError} If there is none, it does not load, or its options are not right.
 */
export async function loadPlugin(spec: PluginSpec): Promise<Plugin> {
  return isPath(spec.source) ? await loadOwn(spec) : await loadBuiltIn(spec);
}

async function loadBuiltIn({ source, options }: PluginSpec): Promise<Plugin> {
  const { createPlugin } = await import("@forger/plugins");
  try {
    return createPlugin(source, options);
  } catch (error) {
    throw asUsageError(error);
  }
}

async function loadOwn({ source, options }: PluginSpec): Promise<Plugin> {
  const module = await loadModule(source, `plugin ${source}`);
  const functions = Object.values(module).filter((value) => typeof value === "function");
  const found = module.default ?? (functions.length === 1 ? functions[0] : undefined);
  if (typeof found === "function") return await make(found as PluginFactory, options, source);
  if (typeof found !== "object" || found === null) {
    throw new UsageError(
      `Cannot use plugin ${source} as it must export a plugin or a function that makes one: it exports ${
        Object.keys(module).join(", ") || "nothing"
      }`,
      {
        help: "mark the one to use with `export default`",
      },
    );
  }
  if (Object.keys(options).length > 0) {
    throw new UsageError(
      `Cannot use plugin ${source} with options as it must be a function to take any: it is an object`,
    );
  }
  return found as Plugin;
}

async function make(
  factory: PluginFactory,
  options: Readonly<Record<string, unknown>>,
  source: string,
): Promise<Plugin> {
  const { parseScheduleOptions } = await import("@forger/core");
  let plugin: Plugin;
  try {
    plugin = await factory(parseScheduleOptions(options));
  } catch (error) {
    throw loadFailure(error, `plugin ${source}`);
  }
  if (typeof plugin === "object" && plugin !== null) return plugin;
  throw new UsageError(
    `Cannot use plugin ${source} as its function must return a plugin: current type is ${typeof plugin}`,
  );
}
