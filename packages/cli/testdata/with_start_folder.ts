/** Runs as if a task had been started in a folder; undefined as if no task had been. */
export async function withStartFolder(folder: string | undefined, run: () => unknown): Promise<void> {
  const before = Deno.env.get("INIT_CWD");
  set(folder);
  try {
    await run();
  } finally {
    set(before);
  }
}

function set(folder: string | undefined): void {
  if (folder === undefined) Deno.env.delete("INIT_CWD");
  else Deno.env.set("INIT_CWD", folder);
}
