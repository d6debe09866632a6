import { errorPlace } from "./error_place.ts";
import { isForgerError } from "./forger_error.ts";
import type { Output } from "./output.ts";
import { shownLines } from "./shown_text.ts";
import { UsageError } from "./usage_error.ts";

/** How an error is reported. */
export interface ReportErrorOptions {
  /** Whether the stack of an error that needs none is shown too. @default {false} */
  readonly verbose?: boolean;
}

/** Says what went wrong: a line or two for what was worded for users, the stack for a bug. */
export async function reportError(error: unknown, output: Output, options: ReportErrorOptions = {}): Promise<void> {
  const { verbose = false } = options;
  if (error instanceof Deno.errors.NotCapable) {
    output.printError(`error: ${error.message}\nhelp: start Forger with \`deno run -A\``);
  } else if (error instanceof Error && isForgerError(error)) {
    const { problem, help } = await describe(error);
    const lines = [`error: ${problem}`, ...help.filter(Boolean).map((line) => `help: ${line}`)];
    output.printError(shownLines(lines.join("\n"))); // a run's name, for instance, may be a stranger's
    if (verbose) output.printError(stackOf(error));
  } else {
    output.printError(
      `${stackOf(error)}\nerror: this is a bug, in Forger or in a file of yours that the lines above name`,
    );
  }
}

interface Description {
  readonly problem: string;
  readonly help: readonly (string | undefined)[];
}

async function describe(error: Error): Promise<Description> {
  if (error instanceof UsageError) {
    const { help, message, misspelt } = error;
    return { problem: message, help: [misspelt && await suggest(misspelt.name, misspelt.known), help] };
  }
  // core's errors of a missing library hold both parts, and join them in their message
  if ("problem" in error && "remedy" in error) return { problem: String(error.problem), help: [String(error.remedy)] };
  return { problem: error.message + placeOfBug(error), help: [] };
}

async function suggest(name: string, known: readonly string[]): Promise<string | undefined> {
  const { nearestName } = await import("@forger/trainers"); // heavy, and needed for this only
  const nearest = nearestName(name, known);
  return nearest && `did you mean ${nearest}?`;
}

/** The trainer's own checks of what a hook returned: their place says nothing of the plugin. */
const CHECKS = new URL("../trainers/", import.meta.url).href;

/** Where a plugin's hook failed, if not by an error that was worded for users. */
function placeOfBug({ cause, message }: Error): string {
  if (!message.startsWith("Cannot run hook ") || !(cause instanceof Error) || isForgerError(cause)) return "";
  const [first = ""] = /file:\S+/.exec(cause.stack ?? "") ?? [];
  const place = first.startsWith(CHECKS) ? undefined : errorPlace(cause);
  return place ? ` (${place})` : "";
}

function stackOf(error: unknown): string {
  return Deno.inspect(error, { colors: false });
}
