import { join } from "node:path";
import { writeAtomically } from "./write_atomically.ts";

/** Lies beside the files. */
const NOTE = "checked.json";

/** What the system says of a file, and changes when the file is written to or replaced. */
export interface FileIdentity {
  readonly bytes: number;
  /** When its content was changed, in milliseconds; programs can set it. */
  readonly modified: number | null;
  /** When its content or its place was changed, in milliseconds; programs cannot set it. */
  readonly changed: number | null;
  readonly inode: number | null;
  readonly device: number;
}

/** A file whose hash was computed, as it was before. */
export interface CheckedFile extends FileIdentity {
  readonly sha256: string;
}

/** Checked files by their paths, with forward slashes. */
export type CheckedFiles = Readonly<Record<string, CheckedFile>>;

/** Reads what the system says of a file; links are followed. */
export async function identify(path: string): Promise<FileIdentity> {
  const { size, mtime, ctime, ino, dev } = await Deno.stat(path);
  return {
    bytes: size,
    modified: mtime?.getTime() ?? null,
    changed: ctime?.getTime() ?? null,
    inode: ino,
    device: dev,
  };
}

/** Whether a file is the one that was checked, and had this hash then. */
export function isUnchanged(file: FileIdentity, checked: CheckedFile | undefined, sha256: string | undefined): boolean {
  if (!checked || checked.sha256 !== sha256 || file.changed === null || file.inode === null) return false;
  const names = ["bytes", "modified", "changed", "inode", "device"] as const;
  return names.every((name) => file[name] === checked[name]);
}

/** A file that was changed so many milliseconds ago is settled. */
const SETTLED_MILLISECONDS = 2000;

/**
 * Whether what the system says of a file now will differ once the file is changed: as it counts the time of a change in whole
 * seconds, that of a file that was just changed may not.
 */
export function isSettled({ changed }: FileIdentity, now: number): boolean {
  return changed !== null && now - changed >= SETTLED_MILLISECONDS;
}

/** Reads which files of a folder were checked. */
export async function readChecked(folder: string): Promise<CheckedFiles> {
  try {
    return JSON.parse(await Deno.readTextFile(join(folder, NOTE))).files ?? {};
  } catch {
    return {}; // What is not known is checked again.
  }
}

/** Notes which files of a folder were checked. Where the folder cannot be written, they are checked at each start. */
export async function writeChecked(folder: string, files: CheckedFiles): Promise<void> {
  await writeAtomically(join(folder, NOTE), JSON.stringify({ files }, null, 2) + "\n").catch(() => {});
}
