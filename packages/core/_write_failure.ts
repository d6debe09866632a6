/** What to do about the system's error codes. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: free some space, or write to another disk",
  EDQUOT: "the disk quota is used up: free some space, or write to another disk",
  EACCES: "permission denied: allow writing to the folder, or name another",
  EPERM: "permission denied: allow writing to the folder, or name another",
  EROFS: "the file system is read-only: name a folder on another",
  ENOENT: "the folder is missing: create it, or name another",
  ENOTDIR: "a part of the path is a file: name another folder",
  EEXIST: "a part of the path is a file: name another folder",
  EISDIR: "it is a folder: name a file",
  ENAMETOOLONG: "the name is too long: choose a shorter one",
};

/** The error of a failed write: it names the file and the remedy, and keeps the cause. */
export function writeFailure(file: string, cause: unknown): Error {
  const code = (cause as { readonly code?: string } | undefined)?.code;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`Cannot write ${file}: ${(code && REMEDIES[code]) ?? reason}`, { cause });
}
