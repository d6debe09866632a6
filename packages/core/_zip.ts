import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { LibtensorflowError } from "./libtensorflow_error.ts";

/** One file of a zip archive, as its central directory lists it. */
export interface ZipMember {
  /** Path inside the archive, with forward slashes. */
  readonly name: string;
  /** CRC-32 of the unpacked bytes. */
  readonly checksum: number;
  /** Bytes in the archive. */
  readonly packedBytes: number;
  /** Bytes once unpacked. */
  readonly bytes: number;
  /** 0: stored, 8: deflate. */
  readonly method: number;
  /** Where the member's local header starts in the archive, in bytes. */
  readonly offset: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT_BYTES = 0xffff;
const DIRECTORY_SIGNATURE = 0x02014b50;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const READ_BYTES = 256 * 1024;

/** Lists the members of a zip archive (a Python wheel is one) without reading their contents. */
export async function readZipMembers(path: string): Promise<ZipMember[]> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const tail = await readAt(
    file,
    path,
    Math.max(0, size - END_BYTES - LONGEST_COMMENT_BYTES),
    Math.min(size, END_BYTES + LONGEST_COMMENT_BYTES),
  );
  const end = viewOf(tail);
  let at = tail.length - END_BYTES;
  while (at >= 0 && end.getUint32(at, true) !== END_SIGNATURE) at--;
  if (at < 0) throw damaged(path, "it has no zip directory");
  const directory = await readAt(file, path, end.getUint32(at + 16, true), end.getUint32(at + 12, true));
  return parseDirectory(path, directory, end.getUint16(at + 10, true));
}

function parseDirectory(path: string, directory: Uint8Array<ArrayBuffer>, count: number): ZipMember[] {
  const view = viewOf(directory);
  const decoder = new TextDecoder();
  const members: ZipMember[] = [];
  for (let at = 0; members.length < count;) {
    if (at + DIRECTORY_ENTRY_BYTES > directory.length || view.getUint32(at, true) !== DIRECTORY_SIGNATURE) {
      throw damaged(path, "its zip directory is cut short");
    }
    const nameBytes = view.getUint16(at + 28, true);
    const nameStart = at + DIRECTORY_ENTRY_BYTES;
    members.push({
      name: decoder.decode(directory.subarray(nameStart, nameStart + nameBytes)),
      checksum: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      method: view.getUint16(at + 10, true),
      offset: view.getUint32(at + 42, true),
    });
    at = nameStart + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return members;
}

/**
 * Unpacks one member to `target`, a chunk at a time, and checks its size and CRC-32.
 *
 * `onBytes` hears how many bytes of the member are written so far. The file is flushed to the disk before this returns.
 *
 * @returns The SHA-256 of the unpacked bytes, in hexadecimal.
 */
export async function unpackZipMember(
  path: string,
  member: ZipMember,
  target: string,
  onBytes: (bytes: number) => void = () => {},
): Promise<string> {
  using archive = await Deno.open(path);
  using output = await Deno.open(target, { write: true, createNew: true });
  let bytes = 0;
  let checksum = 0;
  const hash = createHash("sha256");
  for await (const chunk of unpackedChunks(archive, path, member)) {
    checksum = crc32(chunk, checksum);
    hash.update(chunk);
    bytes += chunk.length;
    for (let rest = chunk; rest.length > 0;) rest = rest.subarray(await output.write(rest));
    onBytes(bytes);
  }
  if (bytes !== member.bytes) throw damaged(path, `${member.name} has ${bytes} bytes instead of ${member.bytes}`);
  if (checksum !== member.checksum) throw damaged(path, `the checksum of ${member.name} is wrong`);
  await output.sync();
  return hash.digest("hex");
}

async function* unpackedChunks(
  archive: Deno.FsFile,
  path: string,
  member: ZipMember,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const header = viewOf(await readAt(archive, path, member.offset, LOCAL_HEADER_BYTES));
  if (header.getUint32(0, true) !== LOCAL_SIGNATURE) throw damaged(path, `${member.name} is not where it should be`);
  const start = member.offset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = packedChunks(archive, path, start, member.packedBytes);
  if (member.method === 0) return yield* packed;
  if (member.method !== 8) throw damaged(path, `${member.name} is packed with the unknown method ${member.method}`);
  try {
    yield* ReadableStream.from(packed).pipeThrough(new DecompressionStream("deflate-raw"));
  } catch (error) {
    // A stream that is not deflate is reported as a TypeError.
    throw error instanceof TypeError ? damaged(path, `${member.name} cannot be unpacked`, error) : error;
  }
}

async function* packedChunks(
  archive: Deno.FsFile,
  path: string,
  start: number,
  bytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let done = 0; done < bytes; done += READ_BYTES) {
    yield await readAt(archive, path, start + done, Math.min(READ_BYTES, bytes - done));
  }
}

async function readAt(
  file: Deno.FsFile,
  path: string,
  position: number,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  await file.seek(position, Deno.SeekMode.Start);
  const buffer = new Uint8Array(bytes);
  for (let done = 0; done < bytes;) {
    const read = await file.read(buffer.subarray(done));
    if (read === null) throw damaged(path, "it is cut short");
    done += read;
  }
  return buffer;
}

function viewOf(bytes: Uint8Array<ArrayBuffer>): DataView<ArrayBuffer> {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(path: string, why: string, cause?: unknown): LibtensorflowError {
  return new LibtensorflowError(`Cannot unpack ${path}: ${why}`, "run the program again, it downloads the file anew", {
    cause,
  });
}
