import { assertEquals } from "@std/assert";
import { formatBytes } from "./_format_bytes.ts";

Deno.test("formatBytes() keeps to two or three digits", () => {
  const cases: [number, string][] = [
    [0, "0 kB"],
    [1, "1 kB"],
    [12_000, "12 kB"],
    [1_500_000, "2 MB"],
    [273_829_956, "274 MB"],
    [999_000_000, "999 MB"],
    [999_600_000, "1.0 GB"],
    [3_113_311_888, "3.1 GB"],
  ];
  for (const [bytes, text] of cases) assertEquals(formatBytes(bytes), text);
});
