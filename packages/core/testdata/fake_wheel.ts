import { crc32, deflateRawSync } from "node:zlib";

/** The bytes of a zip archive with these members, by name: what a Python wheel is. */
export function fakeWheel(
  members: Readonly<Record<string, string>>,
  options: { stored?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(members)) {
    const contents = new TextEncoder().encode(text);
    const packed = options.stored ? contents : new Uint8Array(deflateRawSync(contents));
    const nameBytes = new TextEncoder().encode(name);
    const method = options.stored ? 0 : 8;
    const checksum = crc32(contents);
    // The local header's extra field (4 bytes here) need not be as long as the directory's.
    const local = record(30, [
      [0, 4, 0x04034b50],
      [4, 2, 20],
      [8, 2, method],
      [14, 4, checksum],
      [18, 4, packed.length],
      [22, 4, contents.length],
      [26, 2, nameBytes.length],
      [28, 2, 4],
    ]);
    const entry = record(46, [
      [0, 4, 0x02014b50],
      [4, 2, 20],
      [6, 2, 20],
      [10, 2, method],
      [16, 4, checksum],
      [20, 4, packed.length],
      [24, 4, contents.length],
      [28, 2, nameBytes.length],
      [42, 4, offset],
    ]);
    parts.push(local, nameBytes, new Uint8Array(4), packed);
    directory.push(entry, nameBytes);
    offset += local.length + nameBytes.length + 4 + packed.length;
  }
  const directoryBytes = directory.reduce((sum, part) => sum + part.length, 0);
  const count = Object.keys(members).length;
  const end = record(22, [[0, 4, 0x06054b50], [8, 2, count], [10, 2, count], [12, 4, directoryBytes], [16, 4, offset]]);
  const all = [...parts, ...directory, end];
  const bytes = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A record of little-endian fields `[position, width in bytes, value]`. */
function record(length: number, fields: [number, number, number][]): Uint8Array {
  const view = new DataView(new ArrayBuffer(length));
  for (const [at, width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
  return new Uint8Array(view.buffer);
}
