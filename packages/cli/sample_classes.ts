import { UsageError } from "./usage_error.ts";

/** A class that images are wanted of. */
export interface SampleClass {
  readonly label: number;
  readonly name: string;
}

/** Of very many classes an error names the first ones. */
const NAMED = 30;

/**
 * Finds the classes that images are wanted of.
 *
 * @param asked By names, or where no name fits by numbers from 0; none asks for all.
 * @param classes The names of all; undefined where the generator takes no labels.
 * @returns Undefined where the generator takes no labels.
 * @throws {UsageError} If there is no such class, one is asked for twice, or the generator takes no labels.
 */
export function sampleClasses(
  asked: readonly string[],
  classes: readonly string[] | undefined,
): readonly SampleClass[] | undefined {
  if (!classes) {
    if (asked.length === 0) return undefined;
    throw new UsageError("Cannot use --class as the generator must be conditional: it takes latents alone", {
      help: "leave out --class",
    });
  }
  if (asked.length === 0) return classes.map((name, label) => ({ label, name }));
  const wanted = asked.map((text) => find(text, classes));
  const twice = wanted.find(({ label }, index) => wanted.findIndex((other) => other.label === label) < index);
  if (twice) throw new UsageError(`Cannot use --class as classes must differ: ${twice.name} comes twice`);
  return wanted;
}

function find(text: string, classes: readonly string[]): SampleClass {
  const named = classes.indexOf(text), numbered = /^\d+$/.test(text) ? Number(text) : -1;
  const label = named >= 0 ? named : numbered, name = classes[label];
  if (name !== undefined) return { label, name };
  const more = classes.length > NAMED ? ` and ${classes.length - NAMED} more` : "";
  throw new UsageError(
    `Cannot use --class as it must be a class, or its number from 0 to ${
      classes.length - 1
    }: current value is ${text}, classes are ${classes.slice(0, NAMED).join(", ")}${more}`,
    { misspelt: { name: text, known: classes.filter((name) => name.length > 2) } }, // shorter ones are near to anything
  );
}
