/** How a tool ended. */
export interface ToolAnswer {
  readonly success: boolean;
  /** Its standard output, or its standard error where it failed. */
  readonly output: string;
}

/** Runs a tool to its end; where there is none of that name, that is its failure. */
export async function runTool(command: string, args: readonly string[]): Promise<ToolAnswer> {
  try {
    const { success, stderr, stdout } = await new Deno.Command(command, { args: [...args], stdin: "null" }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { success, output: success ? decode(stdout) : decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { success: false, output: `there is no ${command}` };
    throw error;
  }
}
