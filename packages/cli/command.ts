import { type FlagTable, type ParsedFlags, parseFlags } from "./flags.ts";
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

/** Runs a command whose flags are read. */
export type CommandStart<Flags> = (
  parsed: ParsedFlags<Flags>,
  output: Output,
  args: readonly string[],
) => Promise<number>;

/**
 * Makes a command of its texts, its flags and what it does.
 *
 * @param keepUnknown Whether the command judges flags by itself that the table has not.
 */
export function command<Flags extends { readonly help: boolean }>(
  text: CommandText,
  flags: FlagTable<Flags>,
  start: CommandStart<Flags>,
  { keepUnknown = false }: { readonly keepUnknown?: boolean } = {},
): Command {
  return {
    ...text,
    async run(args, output) {
      // help comes before any complaint of the other flags
      if (args.some((arg) => arg === "--help" || arg === "-h")) {
        output.print(commandHelp(text, flags));
        return 0;
      }
      return await start(parseFlags(flags, args, { keepUnknown }), output, args);
    },
  };
}
