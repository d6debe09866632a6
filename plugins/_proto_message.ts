import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Writes a message into another one, as its field of this number. */
export function message(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
