import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { hashFile } from "./_hash_file.ts";

/** The examples of FIPS 180-4, from https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values */
const CASES: readonly (readonly [what: string, text: string, sha256: string])[] = [
  ["nothing", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["a million times a", "a".repeat(1e6), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
];
for (const [what, text, sha256] of CASES) {
  Deno.test(`hashFile() gives the SHA-256 of ${what}`, async () => {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(path, text);
      assertEquals(await hashFile(path), sha256);
    } finally {
      await Deno.remove(path);
    }
  });
}

Deno.test("hashFile() reads a large file in parts, says so of each, and can be ended between them", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "large"), bytes = new Uint8Array(3_000_000).fill(7);
    await Deno.writeFile(path, bytes);
    const parts: number[] = [];
    const whole = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    assertEquals(await hashFile(path, { onBytes: (part) => parts.push(part) }), whole);
    assertEquals(parts.length >= 3, true);
    assertEquals(parts.reduce((sum, part) => sum + part), bytes.length);
    const { signal } = new AbortController(), aborted = AbortSignal.abort(new Error("enough"));
    assertEquals(await hashFile(path, { signal }), whole);
    await assertRejects(() => hashFile(path, { signal: aborted }), Error, "enough");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
