import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { errorPlace, shortPath, withoutColours } from "./error_place.ts";
import { isForgerError } from "./forger_error.ts";
import { placesOf } from "./started_paths.ts";
import { UsageError } from "./usage_error.ts";

/** Whether a text is a file's path, and not a name. */
export function isPath(text: string): boolean {
  return /[\\/]/.test(text) || /\.[cm]?[jt]sx?$/.test(text);
}

/**
 * Loads a file of the user's.
 *
 * @param what What it is for, for the error: `experiment ./mine.ts`.
 * @throws {UsageError} If there is no such file, or it cannot be run: the message says where and why.
 */
export async function loadModule(path: string, what: string): Promise<Readonly<Record<string, unknown>>> {
  const file = await findFile(path, what);
  const { href } = pathToFileURL(file);
  try {
    return await import(href);
  } catch (error) {
    throw loadFailure(error, what, href);
  }
}

/** Looks from the current folder, then from where the task was started: tasks run in the folder of their configuration. */
async function findFile(path: string, what: string): Promise<string> {
  const plain = path.startsWith("file://") ? fileURLToPath(path) : path;
  for (const file of placesOf(plain).map((place) => resolve(place))) {
    const isFile = await Deno.stat(file).then(({ isFile }) => isFile, () => false);
    if (isFile) return file;
  }
  throw new UsageError(`Cannot load ${what} as it must be a file: there is none at ${resolve(plain)}`);
}

/** Says in one line why a module did not load, and where. */
export function loadFailure(error: unknown, what: string, address?: string): UsageError {
  const message = error instanceof Error ? error.message : String(error);
  const [line = ""] = withoutColours(message).split("\n");
  const kind = isBug(error) ? `${error.name}: ` : ""; // such as "ReferenceError"
  const reason = line.replace(/ at file:.*/, "").replace(/ from "file:[^"]*"$/, "").replace(/\.$/, "")
    .replace(/"(file:[^"]+)"/, (_, url) => shortPath(fileURLToPath(url)));
  const place = error instanceof Error ? errorPlace(error, address, import.meta.url) : undefined;
  return new UsageError(`Cannot load ${what}: ${kind}${reason}${place ? ` (${place})` : ""}`, { cause: error });
}

/** Deno's loader marks its own errors with a code, and those of the linker are syntax errors already. */
function isBug(error: unknown): error is Error {
  return error instanceof Error && !isForgerError(error) && !("code" in error) && !(error instanceof SyntaxError);
}
