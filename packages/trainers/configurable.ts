import type { Experiment } from "./experiment.ts";

/** What an option of an experiment may be. */
export type OptionValue = string | number | boolean;

/** An option of an experiment, which the command line takes as a flag of the same name. */
export interface ExperimentOption {
  /** What it changes, one line. */
  readonly description: string;
  /** Its value where nothing else is asked for; its type is the option's. */
  readonly default: OptionValue;
  /** The values that there are, where they can be counted. */
  readonly values?: readonly string[];
}

/** An experiment's options by their names, lower-case words joined by dashes. */
export type ExperimentOptions = Readonly<Record<string, ExperimentOption>>;

/** The type of all values of a value's kind. */
export type Widened<Value> = Value extends string ? string : Value extends number ? number : boolean;

/** The values of options. */
export type OptionValues<Options extends ExperimentOptions> = {
  readonly [Name in keyof Options]: Options[Name] extends { readonly values: readonly (infer Value)[] } ? Value
    : Widened<Options[Name]["default"]>;
};

/** An experiment with options: as it stands it has their defaults. */
export interface ConfigurableExperiment<Options extends ExperimentOptions = ExperimentOptions> extends Experiment {
  /** What may be chosen. */
  readonly options: Options;
  /** What is chosen. */
  readonly optionValues: OptionValues<Options>;
  /**
   * Makes the experiment with other values; options that are not named have their defaults.
   *
   * @throws {RangeError} If there is no such option, or its value is none of those that there are.
   */
  configure(values: Partial<OptionValues<Options>>): ConfigurableExperiment<Options>;
}

/**
 * Declares an experiment with options, for variants that differ in little.
 *
 * `deno task train <experiment> --<option> <value>` chooses one, and so does `configure` in a program.
 *
 * @param options What may be chosen.
 * @param create Makes the experiment of the values.
 *
 * @example
 * ```ts ignore
 * export default configurable(
 *   { width: { description: "channels of the largest maps", default: 64 } },
 *   ({ width }) => ({ ...base, networks: ({ seed }) => dcgan({ image: [28, 28, 1], discriminatorWidths: [width, 2 * width], seed }) }),
 * );
 * ```
 */
export function configurable<const Options extends ExperimentOptions>(
  options: Options,
  create: (values: OptionValues<Options>) => Experiment,
): ConfigurableExperiment<Options> {
  const defaults = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
  const configure = (values: Readonly<Record<string, unknown>>): ConfigurableExperiment<Options> => {
    for (const [name, value] of Object.entries(values)) checkOption(options, name, value);
    const optionValues = { ...defaults, ...values } as OptionValues<Options>;
    return { ...create(optionValues), options, optionValues, configure };
  };
  return configure({});
}

function checkOption(options: ExperimentOptions, name: string, value: unknown): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) {
    throw new RangeError(
      `Cannot configure experiment as its options must be known: "${name}" is none of ${
        Object.keys(options).join(", ")
      }`,
    );
  }
  const { values } = option, type = typeof option.default;
  const rule = values ? `one of ${values.join(", ")}` : `a ${type}`;
  const isAllowed = values ? values.includes(value as string) : typeof value === type && !Number.isNaN(value);
  if (isAllowed) return;
  throw new RangeError(`Cannot configure experiment as ${name} must be ${rule}: current value is ${value}`);
}
