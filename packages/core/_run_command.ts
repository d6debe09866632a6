import type { Environment } from "./cache_folder.ts";

/** Runs a command and returns what it printed, standard output and error together; `undefined` if there is no such command. */
export async function runCommand(
  command: string,
  args: string[],
  environment: Environment,
  signal?: AbortSignal,
  onText?: (text: string) => void,
): Promise<{ success: boolean; output: string } | undefined> {
  const env = Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  // An empty PATH would have the system look in its default folders.
  env.PATH ||= "/nonexistent";
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, {
      args,
      clearEnv: true,
      env,
      signal,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
  let output = "";
  const collect = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> => {
    for await (const text of stream.pipeThrough(new TextDecoderStream(), { signal })) {
      output += text;
      onText?.(text);
    }
  };
  const [status] = await Promise.allSettled([child.status, collect(child.stdout), collect(child.stderr)]);
  signal?.throwIfAborted();
  return { success: status.status === "fulfilled" && status.value.success, output };
}
