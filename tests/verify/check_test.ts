import { assertEquals } from "@std/assert";
import { closeTo, passes } from "./check.ts";

Deno.test("a reading passes in its band, both ends included, and NaN never does", () => {
  const band = { what: "score", least: 1, most: 2 };
  const measured = [0.999, 1, 1.5, 2, 2.001, NaN, Infinity];
  assertEquals(measured.map((value) => passes({ ...band, measured: value })), [
    false,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

Deno.test("the band of a published number is relative above 1, and absolute below", () => {
  const { least, most } = closeTo("loss", -40, -40, 1e-3);
  assertEquals([least, most], [-40.04, -39.96]);
  assertEquals(closeTo("loss", 0.5, 0.5, 0.25).most, 0.75);
});
