import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { lockFile } from "./_download_lock.ts";

async function withFolder(test: (lock: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(join(folder, "a.lock"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("lockFile() lets one in and has the other wait and know for whom", () =>
  withFolder(async (path) => {
    const events: string[] = [];
    const waits = Promise.withResolvers<void>();
    const first = await lockFile(path, { onWait: () => events.push("first waits") });
    const onWait = (id: string | undefined): void => {
      events.push(id === String(Deno.pid) ? "second waits for this process" : `second waits for ${id}`);
      waits.resolve();
    };
    const second = lockFile(path, { onWait }).then((lock) => {
      events.push("second has it");
      lock[Symbol.dispose]();
    });
    await waits.promise;
    events.push("first ends");
    first[Symbol.dispose]();
    await second;
    assertEquals(events, ["second waits for this process", "first ends", "second has it"]);
  }));

Deno.test("lockFile() stops waiting when it is aborted", () =>
  withFolder(async (path) => {
    using _lock = await lockFile(path);
    await assertRejects(() => lockFile(path, { signal: AbortSignal.abort(new Error("enough")) }), Error, "enough");
  }));

Deno.test("lockFile() takes over from a process that was killed", () =>
  withFolder(async (path) => {
    const code = `const file = await Deno.open(Deno.args[0], { create: true, write: true });
      await file.lock(true); await file.write(new TextEncoder().encode("4711\\n"));
      console.log("locked"); setTimeout(() => {}, 1e6);`;
    const script = `${path}.ts`;
    await Deno.writeTextFile(script, code);
    const args = ["run", "-A", "--no-check", "--no-config", "--quiet", script, path];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    const waits = Promise.withResolvers<string | undefined>();
    const locking = lockFile(path, { onWait: waits.resolve });
    assertEquals(await waits.promise, "4711");
    child.kill("SIGKILL");
    (await locking)[Symbol.dispose]();
    await child.status;
    await reader.cancel();
  }));
