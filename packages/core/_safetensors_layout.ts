import type { HeaderEntry } from "./_safetensors_header.ts";
import { cannotRead, shownList, shownText } from "./_safetensors_message.ts";
import { shapeBytes } from "./_safetensors_types.ts";

/**
 * Sorts what a header says of tensors by their places, and checks that it is true: each tensor is as long as its shape
 * and type say, and together they fill the data, without overlaps and holes.
 *
 * @param length How many bytes follow the header.
 */
export function checkSafetensorsLayout(entries: HeaderEntry[], length: number): void {
  entries.sort((one, other) => one.begin - other.begin || one.end - other.end);
  let filled = 0;
  for (const entry of entries) {
    const { begin, end, name } = entry;
    const offsets = `the data_offsets of tensor ${shownText(name)}`;
    if (begin > end || end > length) {
      const rule = `in order and within the ${length} bytes of data`;
      throw new RangeError(cannotRead(offsets, rule, shownList([begin, end])));
    }
    if (begin !== filled) {
      throw new RangeError(
        cannotRead(offsets, `without overlaps and holes, from ${filled} on`, shownList([begin, end])),
      );
    }
    checkSize(entry);
    filled = end;
  }
  if (filled !== length) {
    throw new RangeError(cannotRead("the length of the data", `${filled} bytes as the header says`, length));
  }
}

function checkSize({ begin, end, name, shape, type }: HeaderEntry): void {
  if (shapeBytes(shape, type.bytesPerElement) === end - begin) return;
  const rule = `one that fills its ${end - begin} bytes with values of ${type.bytesPerElement}`;
  throw new TypeError(cannotRead(`the shape of tensor ${shownText(name)}`, rule, shownList(shape)));
}
