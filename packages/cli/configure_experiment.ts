import type {
  ConfigurableExperiment,
  Experiment,
  ExperimentOption,
  ExperimentOptions,
  OptionValue,
} from "@forger/trainers";
import { UsageError } from "./usage_error.ts";

function isConfigurable(experiment: Experiment): experiment is ConfigurableExperiment {
  return "configure" in experiment && typeof experiment.configure === "function";
}

/** What may be chosen of an experiment; nothing where it has no options. */
export function optionsOf(experiment: Experiment): ExperimentOptions {
  return isConfigurable(experiment) ? experiment.options : {};
}

/**
 * Gives an experiment's options the values of those flags that the command does not know.
 *
 * @param given Texts by the flags' names; `true` where a flag has no value.
 * @param known The names of the command's own flags, for hints.
 * @throws {UsageError} If the experiment has no such option, or not of that value.
 */
export function configureExperiment(
  experiment: Experiment,
  given: ReadonlyMap<string, string | true>,
  known: readonly string[],
): Experiment {
  const options = optionsOf(experiment);
  const values: Record<string, OptionValue> = {};
  for (const [name, text] of given) {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) {
      const names = [...known, ...Object.keys(options)].map((flag) => `--${flag}`);
      throw new UsageError(
        `Cannot use --${name} as it must be a known flag, or an option of ${experiment.name}`,
        { misspelt: { name: `--${name}`, known: names } },
      );
    }
    values[name] = readOption(name, option, text);
  }
  return given.size > 0 && isConfigurable(experiment) ? experiment.configure(values) : experiment;
}

function readOption(name: string, option: ExperimentOption, text: string | true): OptionValue {
  const { default: initial, values } = option;
  if (typeof initial === "boolean") {
    if (text === true || text === "true") return true;
    if (text === "false") return false;
    throw refusal(name, "true or false", text);
  }
  if (text === true || text === "") {
    throw new UsageError(`Cannot use --${name} as it must have a value: --${name} ${values?.join("|") ?? "VALUE"}`);
  }
  if (typeof initial === "number") {
    const value = Number(text);
    if (!Number.isFinite(value)) throw refusal(name, "a number", text);
    return value;
  }
  if (values && !values.includes(text)) throw refusal(name, `one of ${values.join(", ")}`, text, values);
  return text;
}

function refusal(name: string, rule: string, value: string, known?: readonly string[]): UsageError {
  return new UsageError(`Cannot use --${name} as it must be ${rule}: current value is ${value}`, {
    misspelt: known && { name: value, known },
  });
}
