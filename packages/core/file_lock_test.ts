import { assertEquals, assertRejects } from "@std/assert";
import { takeFileLock } from "./file_lock.ts";

const temporary = async () => `${await Deno.makeTempDir({ prefix: "forger-lock-" })}/lock`;

Deno.test("a lock is had by one at a time, and the other hears by whom", async () => {
  const path = await temporary(), first = await takeFileLock(path), second = await takeFileLock(path);
  assertEquals([first.isOurs, second.isOurs, second.heldBy], [true, false, String(Deno.pid)]);
  second[Symbol.dispose]();
  assertEquals((await takeFileLock(path)).isOurs, false);
  first[Symbol.dispose]();
  using third = await takeFileLock(path);
  assertEquals(third.isOurs, true);
});

Deno.test("a lock of a process that was killed is free", async () => {
  const path = await temporary(), script = `${path}.ts`;
  await Deno.writeTextFile(
    script,
    `const file = await Deno.open(Deno.args[0], { create: true, write: true });
    await file.lock(true); await file.write(new TextEncoder().encode("4711\\n"));
    console.log("locked"); setTimeout(() => {}, 1e6);`,
  );
  const args = ["run", "-A", "--no-check", "--no-config", "--quiet", script, path];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  const held = await takeFileLock(path);
  assertEquals([held.isOurs, held.heldBy], [false, "4711"]);
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  using ours = await takeFileLock(path);
  assertEquals([ours.isOurs, (await Deno.readTextFile(path)).trim()], [true, String(Deno.pid)]);
});

Deno.test("a lock whose file is removed, or replaced by another, is not in place", async () => {
  const path = await temporary();
  using lock = await takeFileLock(path);
  assertEquals(lock.isInPlace(), true);
  await Deno.rename(path, `${path}-moved`);
  assertEquals(lock.isInPlace(), false);
  await Deno.writeTextFile(path, "another");
  assertEquals(lock.isInPlace(), false);
  await Deno.rename(`${path}-moved`, path);
  assertEquals(lock.isInPlace(), true);
});

Deno.test("a folder that is missing is an error", async () => {
  await assertRejects(async () => await takeFileLock(`${await temporary()}/none/lock`), Deno.errors.NotFound);
});
