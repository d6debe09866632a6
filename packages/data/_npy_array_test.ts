import { assertEquals } from "@std/assert";
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
