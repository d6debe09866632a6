import type { AnyFlag, FlagTable } from "./flags.ts";

/** A command as its help shows it. */
export interface CommandText {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  /** What the flags do not say. */
  readonly notes?: readonly string[];
  readonly examples: readonly string[];
}

/** The help of one command. */
export function commandHelp<Values>(command: CommandText, flags: FlagTable<Values>): string {
  const rows = (Object.entries(flags) as [string, AnyFlag][]).map(([name, flag]) =>
    [flagForm(name, flag), flag.help] as const
  );
  return [
    `${command.summary}.`,
    `Usage: deno task ${[command.name, command.usage].join(" ").trim()}`,
    section("Flags", aligned(rows)),
    ...command.notes ? [command.notes.join("\n")] : [],
    section("Examples", command.examples),
  ].join("\n\n");
}

/** The help of the whole command line. */
export function overallHelp(commands: readonly CommandText[]): string {
  return [
    "Forger: generative adversarial networks.",
    "Usage: deno task <command> [flags]",
    section("Commands", aligned(commands.map(({ name, summary }) => [name, summary] as const))),
    "deno task <command> --help says more of each, --version shows the version.",
  ].join("\n\n");
}

function flagForm(name: string, flag: AnyFlag): string {
  if (flag.kind !== "switch") return `--${name} ${flag.placeholder}`;
  return flag.letter ? `-${flag.letter}, --${name}` : `--${name}`;
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `${first.padEnd(width)}  ${second}`);
}
