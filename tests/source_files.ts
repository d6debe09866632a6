const root = new URL("../", import.meta.url);

/** A file of the project. */
export interface SourceFile {
  /** Path from the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The folders that `.gitignore` names: they hold what tools and runs produce. */
async function ignoredFolders(): Promise<ReadonlySet<string>> {
  const lines = (await Deno.readTextFile(new URL(".gitignore", root))).split("\n");
  return new Set([".git", ...lines.filter((line) => line.endsWith("/")).map((line) => line.slice(0, -1))]);
}

async function* paths(folder: string, ignored: ReadonlySet<string>): AsyncGenerator<string> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(new URL(folder, root))) {
    if (isFile) yield folder + name;
    else if (isDirectory && !ignored.has(name)) yield* paths(`${folder}${name}/`, ignored);
  }
}

/**
 * Reads the project's files, less what is ignored by git, in the order of their paths.
 *
 * @param wanted Which paths to read; the others cost nothing.
 */
export async function sourceFiles(wanted: (path: string) => boolean): Promise<SourceFile[]> {
  const found = await Array.fromAsync(paths("", await ignoredFolders()));
  return await Promise.all(
    found.filter(wanted).toSorted().map(async (path) => ({ path, text: await Deno.readTextFile(new URL(path, root)) })),
  );
}
