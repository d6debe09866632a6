/** A program to run for its result. */
export interface ChildProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Environment variables besides this process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** When to give up. */
  readonly timeoutSeconds: number;
}

/**
 * Runs a program to its end and reads the last line that it prints as JSON.
 *
 * @throws {Error} If it fails, prints no JSON or takes too long: the message ends with what it said last.
 */
export async function runChild<Result>({ command, args, env, timeoutSeconds }: ChildProgram): Promise<Result> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  const child = new Deno.Command(command, {
    args: [...args],
    env,
    signal,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await child.output();
  const lines = (bytes: Uint8Array): string[] => new TextDecoder().decode(bytes).trim().split("\n");
  const name = `${command.split(/[\\/]/).at(-1)} ${args.find((arg) => /\.(ts|py)$/.test(arg)) ?? ""}`.trim();
  if (signal.aborted) {
    throw new Error(`Cannot measure with ${name} as it must end in ${timeoutSeconds} s: it was stopped`);
  }
  if (!success) throw new Error(`Cannot measure with ${name}: ${reasonIn(lines(stderr))}`);
  const line = lines(stdout).at(-1)!;
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`Cannot measure with ${name} as it must print JSON: its last line is "${line}"`);
  }
}

/** The line that names the error, which stands last in Python and before the stack in Deno. */
function reasonIn(lines: readonly string[]): string {
  const line = lines.findLast((line) => /^(error: |[\w.]*(Error|Exception)\b)/.test(line)) ?? lines.at(-1)!;
  return line.trim().replace(/^error: (Uncaught )?(\(in promise\) )?/, "") || "it failed and said nothing";
}
