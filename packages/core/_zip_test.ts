import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { readZipMembers, unpackZipMember } from "./_zip.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import { fakeWheel } from "./testdata/fake_wheel.ts";

const LONG = "so many bytes ".repeat(60_000);

async function withZip(bytes: Uint8Array, test: (zip: string, target: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const zip = join(folder, "a.whl");
    await Deno.writeFile(zip, bytes);
    await test(zip, join(folder, "target"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const stored of [false, true]) {
  Deno.test(`unpackZipMember() unpacks a ${stored ? "stored" : "deflated"} member`, () =>
    withZip(fakeWheel({ "a/first.txt": "one", "a/long.txt": LONG, "": "" }, { stored }), async (zip, target) => {
      const members = await readZipMembers(zip);
      assertEquals(members.map(({ name, bytes }) => [name, bytes]), [["a/first.txt", 3], ["a/long.txt", LONG.length], [
        "",
        0,
      ]]);
      const heard: number[] = [];
      const sha256 = await unpackZipMember(zip, members[1]!, target, (bytes) => heard.push(bytes));
      assertEquals(sha256, "292f03bbb62ecda276459402a5091a5421cf14f2d2ee3ea89d4226c09188bd36"); // by sha256sum
      assertEquals(await Deno.readTextFile(target), LONG);
      assertEquals(heard.at(-1), LONG.length);
      assertEquals(heard, heard.toSorted((a, b) => a - b));
    }));
}

Deno.test("readZipMembers() finds the directory before a comment", async () => {
  const bytes = fakeWheel({ a: "one" });
  const withComment = new Uint8Array(bytes.length + 5);
  withComment.set(bytes);
  withComment[bytes.length - 2] = 5;
  await withZip(withComment, async (zip) => assertEquals((await readZipMembers(zip))[0]?.name, "a"));
});

Deno.test("unpackZipMember() notices a changed byte", () =>
  withZip(fakeWheel({ a: "one two three" }, { stored: true }), async (zip, target) => {
    const [member] = await readZipMembers(zip);
    const bytes = await Deno.readFile(zip);
    bytes[40] = bytes[40]! ^ 1; // 30 of the header, 1 of the name, 4 of its extra field: 5 into the text
    await Deno.writeFile(zip, bytes);
    await assertRejects(() => unpackZipMember(zip, member!, target), LibtensorflowError, "the checksum of a is wrong");
  }));

Deno.test("unpackZipMember() notices a wrong size", () =>
  withZip(fakeWheel({ a: "one two three" }), async (zip, target) => {
    const [member] = await readZipMembers(zip);
    await assertRejects(
      () => unpackZipMember(zip, { ...member!, bytes: 12 }, target),
      LibtensorflowError,
      "a has 13 bytes instead of 12",
    );
  }));

Deno.test("unpackZipMember() notices that what is there is no deflate stream", () =>
  withZip(fakeWheel({ a: "one two three" }, { stored: true }), async (zip, target) => {
    const [member] = await readZipMembers(zip);
    await assertRejects(
      () => unpackZipMember(zip, { ...member!, method: 8 }, target),
      LibtensorflowError,
      "a cannot be unpacked",
    );
    await Deno.remove(target);
    await assertRejects(
      () => unpackZipMember(zip, { ...member!, method: 12 }, target),
      LibtensorflowError,
      "unknown method 12",
    );
  }));

Deno.test("unpackZipMember() notices an archive that is cut short", () =>
  withZip(fakeWheel({ a: LONG }, { stored: true }), async (zip, target) => {
    const [member] = await readZipMembers(zip);
    await Deno.truncate(zip, 1000);
    await assertRejects(() => unpackZipMember(zip, member!, target), LibtensorflowError, "it is cut short");
  }));

Deno.test("readZipMembers() refuses what is no zip archive", async () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(100), fakeWheel({ a: "one" }).subarray(0, 60)]) {
    await withZip(bytes, async (zip) => {
      await assertRejects(
        () => readZipMembers(zip),
        LibtensorflowError,
        "it has no zip directory. Remedy: run the program again",
      );
    });
  }
});

Deno.test("readZipMembers() refuses a directory that is cut short", async () => {
  const bytes = fakeWheel({ a: "one", b: "two" });
  bytes[bytes.length - 12] = 3; // three members, it claims
  await withZip(bytes, async (zip) => {
    await assertRejects(() => readZipMembers(zip), LibtensorflowError, "its zip directory is cut short");
  });
});
