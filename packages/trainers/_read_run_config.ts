import type { CheckedFiles } from "./_checked_files.ts";

/** What is taken from a run's settings to check its files. */
export interface CheckedConfig {
  readonly steps: number;
  /** How many parameters each network has. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The options of each plugin, by its name. */
  readonly plugins: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

const MOST_BYTES = 2 ** 24;

/** Reads a run's settings, and says how their file is. */
export async function readRunConfig(files: CheckedFiles): Promise<CheckedConfig | undefined> {
  const path = "config.json";
  files.expect(path, "every run has its settings there");
  if (files.size(path, MOST_BYTES) === undefined) return undefined;
  try {
    const config = configOf(JSON.parse(await Deno.readTextFile(`${files.folder}/${path}`)));
    files.say(path, config ? undefined : "it does not hold the settings of a run");
    return config;
  } catch (error) {
    files.say(path, error instanceof SyntaxError ? "it is no JSON" : (error as Error).message);
    return undefined;
  }
}

function configOf(value: unknown): CheckedConfig | undefined {
  if (!isRecord(value)) return undefined;
  const { batch, compute, name, parameters, plugins, seed, steps } = value;
  const isWhole = typeof name === "string" && Number.isSafeInteger(seed) && Number.isSafeInteger(steps) &&
    isRecord(batch) && isRecord(compute) && isRecord(parameters) && Array.isArray(plugins) && plugins.every(isPlugin);
  if (!isWhole) return undefined;
  const byName = plugins.map(({ name, every, options = {} }) => [name, { every, ...options }] as const);
  return { steps: steps as number, parameters, plugins: new Map(byName) };
}

interface SavedPlugin {
  readonly name: string;
  readonly every?: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
}

function isPlugin(value: unknown): value is SavedPlugin {
  return isRecord(value) && typeof value.name === "string" && (value.options === undefined || isRecord(value.options));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An option of a plugin that is a positive integer. */
export function cadenceOf(config: CheckedConfig | undefined, plugin: string, option: string): number | undefined {
  const value = config?.plugins.get(plugin)?.[option];
  return Number.isSafeInteger(value) && (value as number) > 0 ? value as number : undefined;
}
