/** A plugin as the command line names it. */
export interface PluginSpec {
  /** The name of a built-in plugin, or the path of a file. */
  readonly source: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** An address or a drive letter may hold a colon; after it, the first colon begins the options. */
const PATTERN = /^((?:file:\/\/)?\/?(?:[A-Za-z]:(?=[\\/]))?[^:]+)(?::(.+))?$/s;

/**
 * Reads `name:key=value,key=value`, where values are JSON if they can be and text if not.
 *
 * @returns undefined where it is nothing of the kind.
 */
export function parsePluginSpec(text: string): PluginSpec | undefined {
  const [, source, list] = PATTERN.exec(text) ?? [];
  if (source === undefined) return undefined;
  if (list === undefined) return { source, options: {} };
  const entries = splitAtCommas(list).map((entry) => /^\s*([\w$-]+)\s*=(.*)$/s.exec(entry));
  if (!entries.every((entry) => entry !== null)) return undefined;
  return { source, options: Object.fromEntries(entries.map(([, key, value]) => [key, readValue(value!.trim())])) };
}

/** Splits at the commas that stand in no brackets and no quotes. */
function splitAtCommas(list: string): string[] {
  const parts = [""];
  let depth = 0, quoted = false;
  for (const character of list) {
    if (character === '"') quoted = !quoted;
    if (!quoted && "[{(".includes(character)) depth++;
    if (!quoted && "]})".includes(character)) depth--;
    if (character === "," && depth === 0 && !quoted) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
