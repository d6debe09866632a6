import { join } from "node:path";

const MANIFEST = "manifest.json";

/** The list of what a finished installation holds; it is written last. */
interface Manifest {
  /** Bytes of each file, by its path with forward slashes. */
  readonly files: Readonly<Record<string, number>>;
}

/** Notes what was unpacked into `folder`, so that damage can be noticed later. */
export async function writeManifest(folder: string, files: Readonly<Record<string, number>>): Promise<void> {
  using file = await Deno.open(join(folder, MANIFEST), { write: true, createNew: true });
  const manifest: Manifest = { files };
  await file.write(new TextEncoder().encode(JSON.stringify(manifest, null, 2) + "\n"));
  await file.sync();
}

/** Whether `folder` holds a finished installation, every file of it at its full size. */
export async function isInstalled(folder: string): Promise<boolean> {
  try {
    const { files } = JSON.parse(await Deno.readTextFile(join(folder, MANIFEST))) as Manifest;
    for (const [path, bytes] of Object.entries(files)) {
      if ((await Deno.stat(join(folder, path))).size !== bytes) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) throw error;
    return false;
  }
}
