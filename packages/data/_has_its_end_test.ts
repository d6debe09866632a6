import { assertEquals } from "@std/assert";
import sharp from "sharp";
import { hasItsEnd } from "./_has_its_end.ts";

for (const format of ["jpeg", "png", "webp"] as const) {
  Deno.test(`of a ${format} file the last bytes tell whether it has its end, where they do`, async () => {
    const path = await Deno.makeTempFile({ prefix: "forger-end-" });
    const whole = await sharp({ create: { width: 20, height: 20, channels: 3, background: "#c83c14" } })
      .toFormat(format).toBuffer();
    const always = format === "webp"; // as it cannot be decoded without
    for (
      const [bytes, expected] of [
        [whole, true],
        [whole.subarray(0, whole.length - 1), always],
        [whole.subarray(0, whole.length - 9), always],
        [new Uint8Array([...whole, 0]), always],
      ] as const
    ) {
      await Deno.writeFile(path, bytes);
      assertEquals(hasItsEnd(path), expected, `${bytes.length} of ${whole.length} bytes`);
    }
    await Deno.remove(path);
  });
}
