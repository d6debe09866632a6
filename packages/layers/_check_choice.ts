/**
 * Refuses what is not one of the values that an option may have, as code without types can give it.
 *
 * @param task What cannot be done then, for the message: `"build dcgan"`.
 * @param name The option's name.
 * @throws {RangeError} If the value is none of the choices; the message lists them.
 */
export function checkChoice(task: string, name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new RangeError(`Cannot ${task} as ${name} must be one of ${choices.join(", ")}: current value is ${value}`);
}
