import { MOST_NAMES } from "./_header_cursor.ts";
import { METADATA_NAME, MOST_AXES } from "./_safetensors_header.ts";
import { cannotWrite, shownList, shownText } from "./_safetensors_message.ts";
import { shapeBytes, WRITTEN_TYPES } from "./_safetensors_types.ts";
import type { SafetensorsTensor } from "./safetensors.ts";

/** Refuses tensors that cannot be written, or could not be read again. */
export function checkSafetensorsTensors(tensors: Readonly<Record<string, SafetensorsTensor>>): void {
  checkCount(Object.keys(tensors).length, "tensors");
  for (const [name, tensor] of Object.entries(tensors)) checkTensor(name, tensor);
}

function checkCount(count: number, what: string): void {
  if (count < MOST_NAMES) return; // metadata are one of the header's names
  throw new RangeError(cannotWrite(`the number of ${what}`, `less than ${MOST_NAMES}`, count));
}

function checkTensor(name: string, { dtype, shape, values }: SafetensorsTensor): void {
  const tensor = `tensor ${shownText(name)}`;
  if (!name.isWellFormed()) throw new RangeError(cannotWrite("a name", "well-formed Unicode", shownText(name)));
  if (name === METADATA_NAME) throw new RangeError(cannotWrite("a name", `none but ${METADATA_NAME}`, shownText(name)));
  if (!Object.hasOwn(WRITTEN_TYPES, dtype)) {
    const rule = `one of ${Object.keys(WRITTEN_TYPES).join(", ")}`;
    throw new TypeError(cannotWrite(`the dtype of ${tensor}`, rule, shownText(String(dtype))));
  }
  const { array } = WRITTEN_TYPES[dtype];
  if (!(values instanceof array)) {
    const value = Object.prototype.toString.call(values).slice("[object ".length, -1);
    throw new TypeError(cannotWrite(`the values of ${tensor}`, `${array.name} as its dtype is ${dtype}`, value));
  }
  if (shapeBytes(shape, array.BYTES_PER_ELEMENT) !== values.byteLength) {
    const rule = `of integers of 0 or more whose product is the number of its values, ${values.length}`;
    throw new TypeError(cannotWrite(`the shape of ${tensor}`, rule, shownList(shape)));
  }
  if (shape.length > MOST_AXES) {
    throw new TypeError(cannotWrite(`the shape of ${tensor}`, `of at most ${MOST_AXES} axes`, shownList(shape)));
  }
  const wrong = dtype === "bool" ? notTruth(values as Uint8Array) : undefined;
  if (wrong !== undefined) throw new RangeError(cannotWrite(`each value of ${tensor}`, "0 or 1 as it is bool", wrong));
}

/** Finds a byte that is neither 0 nor 1. */
export function notTruth(bytes: Uint8Array): number | undefined {
  for (let index = 0; index < bytes.length; index++) if (bytes[index]! > 1) return bytes[index];
  return undefined;
}

/** Refuses a description that is not made of text. */
export function checkSafetensorsMetadata(metadata: Readonly<Record<string, string>>): void {
  checkCount(Object.keys(metadata).length, "texts of metadata");
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string") {
      throw new TypeError(cannotWrite(`metadata ${shownText(key)}`, "a text", `of type ${typeof value}`));
    }
    if (!key.isWellFormed() || !value.isWellFormed()) {
      throw new RangeError(cannotWrite(`metadata ${shownText(key)}`, "well-formed Unicode", shownText(value)));
    }
  }
}
