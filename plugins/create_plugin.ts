import { parseScheduleOptions } from "@forger/core";
import { nearestName, type Plugin } from "@forger/trainers";
import { PLUGINS } from "./plugin_table.ts";

/**
 * Creates a plugin by its name, for instance from a command line.
 *
 * @param name A key of {@linkcode PLUGINS}.
 * @param options What the plugin's factory takes; schedules may be texts such as `"linear(0.1, 0)"`.
 * @throws {RangeError} If there is no such plugin or option, or an option's value is out of range.
 *
 * @example
 * ```ts
 * import { createPlugin } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(createPlugin("sample-grid", { every: 100 }).every, 100);
 * ```
 */
export function createPlugin(name: string, options: Readonly<Record<string, unknown>> = {}): Plugin {
  const names = Object.keys(PLUGINS);
  const entry = Object.hasOwn(PLUGINS, name) ? PLUGINS[name] : undefined;
  if (!entry) {
    throw new RangeError(
      `Cannot create plugin as name must be one of ${names.join(", ")}: current value is "${name}", did you mean "${
        nearestName(name, names)
      }"?`,
    );
  }
  const known = Object.keys(entry.options);
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue;
    const nearest = nearestName(option, known);
    const hint = nearest === undefined ? "it has none" : `did you mean "${nearest}"?`;
    throw new RangeError(`Cannot create ${name} as its options must be known: "${option}" is none, ${hint}`);
  }
  return entry.create(parseScheduleOptions(options));
}
