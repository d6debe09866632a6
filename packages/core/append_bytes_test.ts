import { assertRejects } from "@std/assert";
import { appendBytes } from "./append_bytes.ts";

Deno.test("an error names the file to which bytes cannot be appended, and the remedy", async () => {
  const file = `${await Deno.makeTempDir()}/missing/events`;
  const message = `Cannot write ${file}: the folder is missing: create it, or name another`;
  await assertRejects(() => appendBytes(file, Uint8Array.of(1)), Error, message);
});
