import type { Setting } from "./_session_info.ts";

/** What tells nothing to who compares runs. */
const LEFT_OUT = new Set(["fingerprint"]);

/**
 * A run's settings by their paths, such as `optimizers.generator.beta1`; plugins by their names, `plugins.ema.decay`, and those
 * without options as true. Lists are set as texts, and what is undefined is left out.
 */
export function flatSettings(config: Readonly<Record<string, unknown>>): Record<string, Setting> {
  const flat: Record<string, Setting> = {};
  const { plugins = [], ...others } = config;
  add(flat, "", others);
  for (const { name, ...rest } of plugins as readonly { readonly name: string; readonly [option: string]: unknown }[]) {
    const { every, options = {} } = rest as { readonly every?: number; readonly options?: Record<string, unknown> };
    flat[`plugins.${name}`] = true;
    add(flat, `plugins.${name}.`, { ...every !== undefined && { every }, ...options });
  }
  return flat;
}

function add(flat: Record<string, Setting>, prefix: string, value: Readonly<Record<string, unknown>>): void {
  for (const [name, part] of Object.entries(value)) {
    const path = `${prefix}${name}`;
    if (LEFT_OUT.has(name) || part === undefined || part === null || typeof part === "function") continue;
    if (typeof part === "number" || typeof part === "string" || typeof part === "boolean") flat[path] = part;
    else if (Array.isArray(part)) flat[path] = JSON.stringify(part);
    else add(flat, `${path}.`, part as Record<string, unknown>);
  }
}
