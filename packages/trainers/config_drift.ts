/** Settings that may change where a run is resumed, if that is allowed; all others decide what the run is. */
const CHANGEABLE: readonly string[] = ["steps", "optimizers", "plugins", "compute", "options"];

/** Settings that may change always, with a warning. */
const WARNED_OF: readonly string[] = ["cluster"];

/** One setting of a run that is another one now. */
export interface ConfigDifference {
  /** Where it stands, for instance `optimizers.generator.learningRate`. */
  readonly setting: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** All differences between the settings of a run and those with which it is to go on. */
export function configDifferences(before: unknown, now: unknown, setting = ""): ConfigDifference[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  if (!isRecord(before) || !isRecord(now)) return [{ setting, before, now }];
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].flatMap((name) =>
    configDifferences(before[name], now[name], setting === "" ? name : `${setting}.${name}`)
  );
}

/** Objects, and lists of named things by their names: so a plugin more is one difference, and not one for each that follows. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Settings in which plugins stand by their names. */
export function withNamedPlugins(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { plugins } = config;
  if (!Array.isArray(plugins)) return { ...config };
  return { ...config, plugins: Object.fromEntries(plugins.map((plugin) => [plugin.name, plugin])) };
}

/**
 * Refuses to go on with other settings than those of the run, but for those that are allowed to change.
 *
 * @param allowed Settings, or what several of them begin with, such as `plugins`.
 * @throws {RangeError} With every difference, and for each whether it could be allowed.
 */
export function checkDrift(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
): void {
  const stranger = allowed.find((name) => !CHANGEABLE.includes(name.split(".")[0]!));
  if (stranger !== undefined) {
    throw new RangeError(
      `Cannot allow ${stranger} to change as it must be one of ${CHANGEABLE.join(", ")}, or a part of one`,
    );
  }
  const isAllowed = (setting: string) => allowed.some((name) => setting === name || setting.startsWith(`${name}.`));
  const differences = configDifferences(withNamedPlugins(before), withNamedPlugins(now))
    .filter(({ setting }) => !isAllowed(setting) && !WARNED_OF.includes(setting.split(".")[0]!));
  if (differences.length === 0) return;
  const lines = differences.map(({ setting, before, now }) => {
    const top = setting.split(".")[0]!;
    const remedy = CHANGEABLE.includes(top) ? `allow it with --allow ${top}` : "it cannot change";
    return `  ${setting}: ${show(before)} before, ${show(now)} now; ${remedy}`;
  });
  throw new RangeError(`Cannot resume the run as its settings must be those with which it began:\n${lines.join("\n")}`);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
