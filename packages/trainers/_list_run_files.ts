/** What stands in a run's folder under a path. */
export interface FoundFile {
  /** Relative to the folder, with `/` between folders. */
  readonly path: string;
  readonly kind: "file" | "link" | "special";
  /** In bytes. */
  readonly size: number;
}

/** More would take long to look at, and no run has so many. */
const MOST_FILES = 100_000;

/**
 * Lists what is in a run's folder and all folders in it; follows no symbolic link, so that it cannot be led out of the folder or in
 * a circle.
 *
 * @throws {RangeError} If there is no such folder, or it holds too many files.
 */
export async function listRunFiles(folder: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [], open = [""];
  for (let inner = open.pop(); inner !== undefined; inner = open.pop()) {
    for (const { name, isDirectory, isFile, isSymlink } of await entriesOf(folder, inner)) {
      const path = inner === "" ? name : `${inner}/${name}`;
      if (isDirectory) open.push(path);
      else {found.push({
          path,
          kind: isFile ? "file" : isSymlink ? "link" : "special",
          size: await sizeOf(folder, path),
        });}
      if (found.length + open.length <= MOST_FILES) continue;
      throw new RangeError(`Cannot check ${folder} as it must hold at most ${MOST_FILES} files: it holds more`);
    }
  }
  return found.sort((first, second) => first.path < second.path ? -1 : 1);
}

async function entriesOf(folder: string, inner: string): Promise<Deno.DirEntry[]> {
  try {
    const entries: Deno.DirEntry[] = [];
    for await (const entry of Deno.readDir(inner === "" ? folder : `${folder}/${inner}`)) {
      entries.push(entry);
      if (entries.length > MOST_FILES) break; // which is refused
    }
    return entries;
  } catch (error) {
    if (inner !== "" && error instanceof Deno.errors.NotFound) return []; // it went away meanwhile
    if (inner !== "") {
      throw new RangeError(`Cannot check ${folder} as ${inner} in it must be readable: ${(error as Error).message}`, {
        cause: error,
      });
    }
    const reason = error instanceof Deno.errors.NotFound
      ? "there is none of that name"
      : error instanceof Deno.errors.NotADirectory
      ? "it is a file"
      : (error as Error).message;
    throw new RangeError(`Cannot check ${folder} as it must be a run's folder: ${reason}`, { cause: error });
  }
}

async function sizeOf(folder: string, path: string): Promise<number> {
  return await Deno.lstat(`${folder}/${path}`).then(({ size }) => size, () => 0); // it may have gone away meanwhile
}
