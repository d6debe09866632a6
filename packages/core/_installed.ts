import { join } from "node:path";
import { type FileIdentity, identify, isSettled, isUnchanged, readChecked, writeChecked } from "./_checked_files.ts";
import { contentsOf } from "./_contents_of.ts";
import { hashFile } from "./_hash_file.ts";
import { writeAtomically } from "./write_atomically.ts";

const MANIFEST = "manifest.json";

/** So much is read between two reports of how far it is. */
const REPORT_BYTES = 2 ** 25;

/** The list of what a finished installation holds; it is written last. */
export interface Manifest {
  /** Bytes of each file, by its path with forward slashes. */
  readonly files: Readonly<Record<string, number>>;
  /** SHA-256 of each file; earlier versions did not note it. */
  readonly sha256?: Readonly<Record<string, string>>;
}

/** What {@linkcode checkInstallation} found. */
export interface Installation {
  /** Whether the folder holds all files, as they were in the wheels. */
  readonly isWhole: boolean;
  /** What is wrong with it, in words; undefined where it is whole, or where there is none. */
  readonly damage?: string;
}

/** Options of {@linkcode checkInstallation}. */
export interface CheckInstallationOptions {
  /** Hears how many bytes of those that are read again are done; not called where all is as it was. */
  readonly onBytes?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
  /** The clock, in milliseconds. @default {Date.now} */
  readonly now?: () => number;
}

/** Notes what was unpacked into `folder`, so that damage can be noticed later. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeAtomically(join(folder, MANIFEST), JSON.stringify(manifest, null, 2) + "\n");
}

/**
 * Checks whether `folder` holds a finished installation, every file of it with the bytes that it had in the wheels.
 *
 * A file is read only where the system says that it is not the one that was read before. An installation of an earlier
 * version, which noted no hashes, is judged by `contents` alone, and gets them.
 *
 * @param contents SHA-256 of the list of all files' SHA-256, as `contentsOf` makes it.
 */
export async function checkInstallation(
  folder: string,
  contents: string,
  { now = Date.now, onBytes, signal }: CheckInstallationOptions = {},
): Promise<Installation> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) return { isWhole: false };
  if (manifest === "damaged") return damaged(`its ${MANIFEST} cannot be read`);
  const files: FoundFile[] = [], start = now(), checked = await readChecked(folder);
  for (const [path, bytes] of Object.entries(manifest.files)) {
    const identity = await identify(join(folder, path)).catch(orNone);
    if (!identity) return damaged(`${path} is missing`);
    if (identity.bytes !== bytes) return damaged(`${path} has ${identity.bytes} bytes instead of ${bytes}`);
    const sha256 = manifest.sha256?.[path];
    files.push({ path, identity, ...isUnchanged(identity, checked[path], sha256) ? { sha256 } : {} });
  }
  const read = files.filter(({ sha256 }) => sha256 === undefined);
  await readAgain(folder, read, { onBytes, signal });
  const changed = manifest.sha256 && read.find(({ path, sha256 }) => sha256 !== manifest.sha256![path]);
  if (changed) return damaged(`${changed.path} has not the SHA-256 that it had when it was unpacked`);
  const sha256 = Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256!]));
  if (contentsOf(sha256) !== contents) {
    return damaged("its files have not the SHA-256 of those in TensorFlow's packages");
  }
  const settled = read.filter(({ identity }) => isSettled(identity, start));
  if (settled.length > 0) {
    const added = settled.map(({ path, identity, sha256 }) => [path, { ...identity, sha256: sha256! }] as const);
    await writeChecked(folder, { ...checked, ...Object.fromEntries(added) });
  }
  // where it cannot be written, its files are checked at each start
  if (!manifest.sha256) await writeManifest(folder, { ...manifest, sha256 }).catch(() => {});
  return { isWhole: true };
}

/** A file of the manifest. */
interface FoundFile {
  readonly path: string;
  /** What the system said of it before it was read. */
  readonly identity: FileIdentity;
  /** Undefined as long as it is to be read. */
  sha256?: string | undefined;
}

async function readAgain(
  folder: string,
  files: readonly FoundFile[],
  { onBytes, signal }: Pick<CheckInstallationOptions, "onBytes" | "signal">,
): Promise<void> {
  const totalBytes = files.reduce((sum, { identity }) => sum + identity.bytes, 0);
  let doneBytes = 0, heardBytes = 0;
  const onPart = (bytes: number): void => {
    doneBytes += bytes;
    if (doneBytes - heardBytes < REPORT_BYTES && doneBytes < totalBytes) return;
    onBytes?.(heardBytes = doneBytes, totalBytes);
  };
  for (const file of files) file.sha256 = await hashFile(join(folder, file.path), { onBytes: onPart, signal });
}

async function readManifest(folder: string): Promise<Manifest | "damaged" | undefined> {
  try {
    const manifest = JSON.parse(await Deno.readTextFile(join(folder, MANIFEST))) as Manifest | null;
    return typeof manifest?.files === "object" && manifest.files !== null ? manifest : "damaged";
  } catch (error) {
    return error instanceof SyntaxError ? "damaged" : orNone(error);
  }
}

/** What is not there is no fault of the program; what may not be looked at is one to be told of. */
function orNone(error: unknown): undefined {
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) throw error;
}

function damaged(damage: string): Installation {
  return { isWhole: false, damage };
}
