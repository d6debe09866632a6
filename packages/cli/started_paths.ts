import { isAbsolute, resolve } from "node:path";

/**
 * The folder in which a task was started, as Deno runs tasks in the folder of their configuration.
 *
 * @returns Undefined where that is unknown, also for lack of the right to ask, or where it is the current folder.
 */
function startFolder(): string | undefined {
  const name = "INIT_CWD", { state } = Deno.permissions.querySync({ name: "env", variable: name });
  const folder = state === "granted" ? Deno.env.get(name) : undefined;
  return folder && resolve(folder) !== Deno.cwd() ? folder : undefined;
}

/**
 * Where something of a path may lie: seen from the current folder, then from where the task was started.
 *
 * @returns Paths, of which the first one is the given one.
 */
export function placesOf(path: string): string[] {
  const started = isAbsolute(path) ? undefined : startFolder();
  return started === undefined ? [path] : [path, resolve(started, path)];
}

/** The first of the places of a path where something lies; the path itself where nothing does. */
export async function existingPath(path: string): Promise<string> {
  for (const place of placesOf(path)) {
    if (await Deno.stat(place).then(() => true, () => false)) return place;
  }
  return path;
}

/** Where a file of a path is to be written: `./x` and `../x` are seen from where the task was started. */
export function placeToWrite(path: string): string {
  return /^\.\.?(?:[\\/]|$)/.test(path) ? placesOf(path).at(-1)! : path;
}
