/** Flags of the command line by which the workers are started, with a value each. */
const PARENTS: readonly string[] = ["--workers", "--restart"];

/** Those that only begin a run. */
const BEGINNING: readonly string[] = ["--out", "--init-from"];

/** The arguments of one worker: without the flags that only its parent heeds, and with its threads where none are given. */
export function workerArguments(args: readonly string[], threads: number): string[] {
  const own = withoutFlags(args, PARENTS);
  return own.some((arg) => arg === "--threads" || arg.startsWith("--threads="))
    ? own
    : [...own, "--threads", String(threads)];
}

/** The arguments by which a run goes on, or begins anew in its folder, where it had no checkpoint yet. */
export function argumentsToGoOn(
  args: readonly string[],
  { folder, hasCheckpoint }: { readonly folder: string; readonly hasCheckpoint: boolean },
): string[] {
  const isResumed = args.some((arg) => arg === "--resume" || arg.startsWith("--resume="));
  if (isResumed) return [...args];
  return hasCheckpoint
    ? [...withoutFlags(args, BEGINNING), "--resume", folder]
    : [...withoutFlags(args, ["--out"]), "--out", folder];
}

/** The value of a flag, the last one where it comes several times. */
export function valueOf(args: readonly string[], flag: string): string | undefined {
  const values = args.flatMap((arg, index) =>
    arg === flag ? args.slice(index + 1, index + 2) : arg.startsWith(`${flag}=`) ? [arg.slice(flag.length + 1)] : []
  );
  return values.at(-1);
}

/** Leaves out flags with their values. */
function withoutFlags(args: readonly string[], flags: readonly string[]): string[] {
  const left: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (flags.includes(arg)) index++; // and its value
    else if (!flags.some((flag) => arg.startsWith(`${flag}=`))) left.push(arg);
  }
  return left;
}
