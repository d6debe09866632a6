import type { CheckedFile, FileState } from "./check_run.ts";
import type { FoundFile } from "./_list_run_files.ts";

/** What atomic writing leaves behind where it is interrupted, and what is made to see whether a folder can be written. */
const LEFTOVER = /(^|\/)\.([^/]+\.[0-9a-f]{8}\.partial(\/.*)?|writable[^/]*)$/;

/** The files of a run's folder, and what is known of each by and by. */
export class CheckedFiles {
  readonly folder: string;
  readonly isTraining: boolean;
  readonly #found: ReadonlyMap<string, FoundFile>;
  readonly #checked = new Map<string, CheckedFile>();
  readonly #onProgress: ((done: number, total: number) => void) | undefined;

  constructor(folder: string, found: readonly FoundFile[], { isTraining, onProgress }: {
    readonly isTraining: boolean;
    readonly onProgress?: (done: number, total: number) => void;
  }) {
    this.folder = folder;
    this.isTraining = isTraining;
    this.#onProgress = onProgress;
    this.#found = new Map(found.map((file) => [file.path, file]));
    for (const { path, kind } of found) {
      if (path === "lock") this.note(path, "fine");
      else if (LEFTOVER.test(path) && kind === "file") {
        // what is written at this moment is none
        if (isTraining) this.note(path, "other", "it is being written");
        else this.note(path, "leftover", "its writing was interrupted");
      }
    }
  }

  /** Says what is wrong with a file that was looked into; undefined if nothing is. */
  say(path: string, reason: string | undefined): void {
    this.note(path, reason === undefined ? "fine" : "damaged", reason);
  }

  /** Says how a file is. */
  note(path: string, state: FileState, reason?: string): void {
    this.#checked.set(path, { path, state, ...reason !== undefined && { reason } });
    this.#onProgress?.(Math.min(this.#checked.size, this.#found.size), this.#found.size);
  }

  /** Says that a file must be there, and why, where it is not. */
  expect(path: string, reason: string): void {
    if (!this.#found.has(path) && !this.isTraining) this.note(path, "missing", reason);
  }

  /** How many bytes a file has; undefined where it is none that can be read, which is noted unless it is just not there. */
  size(path: string, most: number): number | undefined {
    const file = this.#found.get(path);
    if (!file) return undefined;
    if (file.kind !== "file") this.say(path, notRead(file));
    else if (file.size > most) this.say(path, `it has ${file.size} bytes, more than the ${most} that are read`);
    else return file.size;
    return undefined;
  }

  /** The paths of those that are there, can be read and have not been looked into. */
  unchecked(pattern: RegExp): string[] {
    return [...this.#found.values()].flatMap(({ path, kind }) =>
      kind === "file" && pattern.test(path) && !this.#checked.has(path) ? [path] : []
    );
  }

  /** Whether there is something under a path. */
  has(path: string): boolean {
    return this.#found.has(path);
  }

  /** All paths that are there. */
  paths(pattern: RegExp): string[] {
    return [...this.#found.keys()].filter((path) => pattern.test(path));
  }

  /** How a file is, as far as it is known. */
  state(path: string): FileState | undefined {
    return this.#checked.get(path)?.state;
  }

  /** Everything, in the order of paths; what nobody has looked into is `"other"`. */
  all(): CheckedFile[] {
    for (const file of this.#found.values()) {
      if (this.#checked.has(file.path)) continue;
      this.note(file.path, "other", file.kind === "file" ? undefined : notRead(file));
    }
    return [...this.#checked.values()].sort((first, second) => first.path < second.path ? -1 : 1);
  }
}

function notRead({ kind }: FoundFile): string {
  return kind === "link" ? "it is a symbolic link, which is not followed" : "it is no regular file";
}
