import { assertEquals, assertRejects } from "@std/assert";
import { readNpy } from "./_npy_array.ts";
import { arrayBytes, type ArrayName, arrayOf } from "./testdata/number_files.ts";

for (const name of ["int16", "float64, in Fortran's order"] satisfies ArrayName[]) {
  Deno.test(`readNpy reads ${name} from the middle of a buffer`, async () => {
    const file = arrayBytes(name), padded = new Uint8Array(file.length + 12);
    padded.set(file, 5); // where no number of more than a byte could begin
    const { shape, values } = arrayOf(name);
    const read = await readNpy(padded.subarray(5, 5 + file.length), "numbers");
    assertEquals([read.shape, [...read.values], read.isBytes], [shape, values, false]);
  });
}

Deno.test("readNpy gives bytes as they lie in the file", async () => {
  const file = arrayBytes("uint8 images"), { isBytes, values } = await readNpy(file, "images");
  assertEquals([isBytes, values.buffer === file.buffer], [true, true]);
});

/** A file whose header says this of type and shape. */
function file(descr: string, shape: string, data: readonly number[]): Uint8Array {
  const header = new TextEncoder().encode(`{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`);
  return Uint8Array.of(0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0, ...header, ...data);
}

Deno.test("readNpy refuses texts before it reads them, as of those without letters there is no end", async () => {
  for (const type of ["U0", "U00", "U1", "U-1", "c8", "O", "S3", "V8", "M8[s]"]) {
    for (const sign of ["<", "|", ""]) {
      const message = `Cannot read texts as its type must be one of real numbers: current type is ${type}`;
      await assertRejects(() => readNpy(file(sign + type, "1,", [65, 0, 0, 0]), "texts"), TypeError, message);
    }
  }
});

Deno.test("readNpy refuses a shape of lengths that no array has, also where their product fits", async () => {
  for (const shape of ["-2, -3", "1.5, 4", "6, x", "1e400, 0"]) {
    await assertRejects(
      () => readNpy(file("|u1", shape, [1, 2, 3, 4, 5, 6]), "bytes"),
      TypeError,
      "Cannot read bytes as its shape must be integers of 0 or more: current shape is [",
    );
  }
});
