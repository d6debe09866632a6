/** A model has a few; each takes a moment to look at. */
const MOST_FIELDS = 10_000;

/** Of a field's tag and its length, ten bytes at most each. */
const HEADER = 20;

/** Says what is wrong with a file that holds a message of protocol buffers, as far as its outermost fields tell. */
export async function checkMessage(path: string): Promise<string | undefined> {
  try {
    using file = await Deno.open(path);
    const { size } = await file.stat(), bytes = new Uint8Array(HEADER);
    if (size === 0) return "it is empty";
    for (let place = 0, fields = 0; place < size; fields++) {
      await file.seek(place, Deno.SeekMode.Start);
      const length = fieldLength(bytes.subarray(0, await file.read(bytes) ?? 0));
      if (length === undefined || fields === MOST_FIELDS) return `it holds no model at byte ${place}`;
      place += length;
      if (place > size) return "it is cut off";
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** How many bytes the field takes that begins there; undefined where none does. */
function fieldLength(bytes: Uint8Array): number | undefined {
  const tag = readVarint(bytes, 0);
  if (tag === undefined || tag.value < 8) return undefined;
  const content = readVarint(bytes, tag.end);
  switch (tag.value % 8) {
    case 0:
      return content?.end;
    case 1:
      return tag.end + 8;
    case 2:
      return content && content.end + content.value;
    case 5:
      return tag.end + 4;
    default:
      return undefined;
  }
}

function readVarint(bytes: Uint8Array, begin: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 10 && begin + index < bytes.length; index++) {
    const byte = bytes[begin + index]!;
    value += byte % 128 * 128 ** index;
    if (byte < 128) return { value, end: begin + index + 1 };
  }
  return undefined;
}
