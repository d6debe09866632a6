import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { overallHelp } from "./help.ts";
import { type Output, standardOutput } from "./output.ts";
import { reportError } from "./report_error.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

/**
 * Runs a command line.
 *
 * @param args The arguments: a command and what it takes.
 * @returns The exit code: 0 done, 1 failed, 2 misuse, 130 or 143 where Ctrl-C or SIGTERM ended a training in order.
 *
 * @example
 * ```ts
 * import { run } from "@forger/cli";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await run(["--version"]), 0);
 * ```
 */
export async function run(args: readonly string[], output: Output = standardOutput): Promise<number> {
  try {
    return await dispatch(args, output);
  } catch (error) {
    await reportError(error, output, { verbose: args.includes("--verbose") });
    return error instanceof UsageError ? 2 : 1;
  }
}

async function dispatch([name, ...rest]: readonly string[], output: Output): Promise<number> {
  if (name === undefined) {
    output.printError(overallHelp(COMMANDS));
    return 2;
  }
  if (name === "--help" || name === "-h") {
    output.print(overallHelp(COMMANDS));
    return 0;
  }
  if (name === "--version") {
    output.print(VERSION);
    return 0;
  }
  return await findCommand(name).run(rest, output);
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((command) => command.name === name);
  if (command) return command;
  const known = COMMANDS.map((command) => command.name);
  throw new UsageError(`Cannot run ${name} as it must be a command: known are ${known.join(", ")}`, {
    misspelt: { name, known },
    help: "--help says more",
  });
}
