import { type FlagTable, parseFlags } from "./flags.ts";
import { commandHelp, type CommandText } from "./help.ts";
import type { Output } from "./output.ts";

/** A command that is ready to run. */
export interface Command extends CommandText {
  /**
   * Runs it, or shows its help.
   *
   * @returns The exit code.
   * @throws {UsageError} If the arguments are not right.
   */
  run(args: readonly string[], output: Output): Promise<number>;
}

/** Runs a command whose flags are read; `rest` is what belongs to no flag. */
export type CommandStart<Flags> = (flags: Flags, rest: readonly string[], output: Output) => Promise<number>;

/** Makes a command of its texts, its flags and what it does. */
export function command<Flags extends { readonly help: boolean }>(
  text: CommandText,
  flags: FlagTable<Flags>,
  start: CommandStart<Flags>,
): Command {
  return {
    ...text,
    async run(args, output) {
      // help comes before any complaint of the other flags
      if (args.some((arg) => arg === "--help" || arg === "-h")) {
        output.print(commandHelp(text, flags));
        return 0;
      }
      const { rest, values } = parseFlags(flags, args);
      return await start(values, rest, output);
    },
  };
}
