import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { message } from "./_proto_message.ts";

// Field numbers of Summary and Summary.Value (tensorboard/compat/proto/summary.proto).
const SUMMARY_VALUE = 1, VALUE = { tag: 1, scalar: 2 } as const;

/** Numbers by their names: since steps mostly log the same names, the bytes around the numbers are made once. */
export class ScalarSummary {
  readonly #names: readonly string[];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Where each number stands. */
  readonly #places: readonly number[];

  constructor(names: readonly string[]) {
    const writer = new BinaryWriter(), places: number[] = [];
    let end = 0;
    for (const name of names) {
      const one = new BinaryWriter();
      message(one, SUMMARY_VALUE, () => {
        one.tag(VALUE.tag, WireType.LengthDelimited).string(name);
        one.tag(VALUE.scalar, WireType.Bit32).float(0);
      });
      const bytes = one.finish();
      writer.raw(bytes);
      places.push((end += bytes.length) - 4);
    }
    this.#names = names;
    this.#bytes = writer.finish();
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset);
    this.#places = places;
  }

  /** Whether these values have its names, in its order. */
  fits(values: Readonly<Record<string, number>>): boolean {
    let index = 0;
    for (const name in values) if (name !== this.#names[index++]) return false;
    return index === this.#names.length;
  }

  /** The bytes with these values, good until the next call. */
  with(values: Readonly<Record<string, number>>): Uint8Array {
    let index = 0;
    for (const name in values) this.#view.setFloat32(this.#places[index++]!, values[name]!, true);
    return this.#bytes;
  }
}
