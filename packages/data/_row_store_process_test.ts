import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { fill, KEYS, namesIn, open, ROW, rowOf, storeFolder, there, withFolder } from "./testdata/row_stores.ts";

const NUMBERED = Array.from({ length: 20_000 }, (_, number) => `k${number}`);

/** A program that has `open`, and says what the store warns of. */
const PROGRAM = (folder: string, body: string): string => `
  import { openRowStore } from ${JSON.stringify(import.meta.resolve("./_row_store.ts"))};
  import { KEYS, keysOf, KeyedStore, ROW, rowOf } from ${
  JSON.stringify(import.meta.resolve("./testdata/row_stores.ts"))
};
  const folder = ${JSON.stringify(folder)};
  const onWarning = (text) => console.log("warning:", text);
  const keys = keysOf([...KEYS, "e", "f", ...Array.from({ length: ${NUMBERED.length} }, (_, number) => "k" + number)]);
  const opened = await openRowStore({ label: "test", settings: { side: 8 }, keys, rowBytes: ROW, folder, onWarning });
  const store = new KeyedStore(opened, keys);
  ${body}
`;

/** Writes the numbered rows that are missing, until it is over or killed. */
const WRITE_ALL = `
  for (let number = 0; number < ${NUMBERED.length}; number++) {
    if (!store.has("k" + number)) store.write("k" + number, rowOf("k" + number));
    if (number % 100 === 99) console.log("wrote", number);
  }
`;

/** What a command for a program is made of; `before` is what a shell does first. */
interface Running {
  readonly permissions?: readonly string[];
  readonly before?: string;
}

/** Runs a program in a process of its own. */
async function run(
  folder: string,
  body: string,
  { permissions = ["-A"], before }: Running = {},
): Promise<Deno.ChildProcess> {
  const program = `${folder}/program.ts`;
  await Deno.writeTextFile(program, PROGRAM(`${folder}/cache`, body));
  const config = new URL("../../deno.offline.json", import.meta.url).pathname;
  const args = ["run", ...permissions, "--no-check", "--no-code-cache", "--no-prompt", `--config=${config}`, program];
  const pipes = { stdin: "piped", stdout: "piped", stderr: "inherit" } as const;
  const command = before
    ? new Deno.Command("sh", { args: ["-c", `${before}; exec "$0" "$@"`, Deno.execPath(), ...args], ...pipes })
    : new Deno.Command(Deno.execPath(), { args, ...pipes });
  return command.spawn();
}

/** Waits until a process has said so many lines. */
async function waitForLines(child: Deno.ChildProcess, count: number): Promise<void> {
  const reader = child.stdout.getReader();
  for (let seen = 0; seen < count;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the process ended after ${seen} lines`);
    seen += value.filter((byte) => byte === 10).length;
  }
  await reader.cancel();
}

async function linesOf(child: Deno.ChildProcess): Promise<string[]> {
  await child.stdin.close();
  const { stdout, code } = await child.output();
  assertEquals(code, 0);
  return new TextDecoder().decode(stdout).trim().split("\n");
}

Deno.test("of processes that are killed while they write, every row that is found is right, and the next goes on", () =>
  withFolder(async (folder) => {
    let before = 0;
    for (const lines of [1, 20, 45, 90]) {
      const child = await run(folder, WRITE_ALL);
      await waitForLines(child, lines);
      child.kill("SIGKILL");
      await child.status;
      await child.stdin.abort().catch(() => {}); // there is nobody at its other end
      using opened = await open(`${folder}/cache`, { keys: NUMBERED });
      const found = there(opened.store, NUMBERED), count = found.filter(Boolean).length;
      assert(count >= 100 * lines && count >= before, `${count} rows after ${lines} lines`);
      assert(found.slice(0, count).every(Boolean), "the rows before the last one are all there");
      assertEquals(opened.warnings, []);
      before = count;
    }
    assertGreater(NUMBERED.length, before); // else nobody was killed while it wrote
    using opened = await open(`${folder}/cache`, { keys: NUMBERED });
    for (const key of NUMBERED.slice(before)) opened.store.write(key, rowOf(key));
    assertEquals(there(opened.store, NUMBERED).every(Boolean), true);
    assertEquals((await Deno.stat(`${storeFolder(`${folder}/cache`)}/rows.bin`)).size, NUMBERED.length * ROW);
  }));

Deno.test("a process beside one that writes reads what was there, and adds for itself alone, until that one is gone", () =>
  withFolder(async (folder) => {
    await fill(`${folder}/cache`);
    const child = await run(
      folder,
      `store.write("e", rowOf("e")); console.log("wrote"); await Deno.stdin.read(new Uint8Array(1));`,
    );
    await waitForLines(child, 1);
    const path = storeFolder(`${folder}/cache`);
    await Deno.writeTextFile(`${path}/index.txt`, "1\t2", { append: true }); // a line that is being written
    {
      using beside = await open(`${folder}/cache`);
      const { store, warnings } = beside;
      store.write("f", rowOf("f"));
      store.writeReason("g", "it is empty");
      store.write("broken|9|9", rowOf("broken|9|9"));
      assertEquals(there(store, [...KEYS, "e", "f", "broken|9|9", "h"]), [
        true,
        true,
        true,
        true,
        true,
        true,
        true,
        false,
      ]);
      assertEquals([store.reason("g"), store.reason("broken|9|9")], ["it is empty", undefined]);
      if (Deno.build.os !== "windows") assertEquals(namesIn(path), ["index.txt", "lock", "rows.bin", "settings.json"]);
      assertEquals(warnings, []);
    }
    child.kill("SIGKILL");
    await child.status;
    await child.stdin.abort().catch(() => {});
    await Deno.writeTextFile(`${path}/own-left`, "of a process that was killed");
    using after = await open(`${folder}/cache`);
    assertEquals(there(after.store, [...KEYS, "e", "f", "broken|9|9"]), [true, true, true, true, true, false, false]);
    after.store.write("f", rowOf("f"));
    using last = await open(`${folder}/cache`);
    assertEquals(there(last.store, [...KEYS, "e", "f"]), [true, true, true, true, true, true]);
    assertEquals([after.warnings, last.warnings], [[], []]);
    assertEquals(namesIn(path), ["index.txt", "lock", "rows.bin", "settings.json"]);
  }));

Deno.test("where nothing may be written, rows are read, and the first that is not kept is told", () =>
  withFolder(async (folder) => {
    await fill(`${folder}/cache`);
    const body = `
      console.log(store.read(KEYS, new Uint8Array(ROW * KEYS.length)).length);
      for (const key of ["e", "f"]) store.write(key, rowOf(key));
      console.log(store.has("e"), store.read([...KEYS, "e"], new Uint8Array(ROW * 5)));
    `;
    const lines = await linesOf(await run(folder, body, { permissions: ["--allow-read", "--allow-env"] }));
    assertEquals([lines.length, lines[0], lines[2]], [3, "0", "false [ 4 ]"]);
    assertStringIncludes(lines[1]!, "warning: what is computed is not kept for the next start");
  }));

Deno.test({
  name: "where the disk is full, writing ends with one warning, and what is there is read on",
  ignore: Deno.build.os === "windows", // there is no such limit
  fn: () =>
    withFolder(async (folder) => {
      const body = `${WRITE_ALL}
        const kept = Array.from({ length: ${NUMBERED.length} }, (_, number) => "k" + number).filter((key) => store.has(key));
        console.log("kept", kept.length, "missing", store.read(kept, new Uint8Array(ROW * kept.length)).length);`;
      // of so many blocks of 512 bytes no file may be larger; the signal would end the process
      const lines = await linesOf(await run(folder, body, { before: "trap '' XFSZ; ulimit -f 2000" }));
      const warnings = lines.filter((line) => line.startsWith("warning:"));
      assertEquals(warnings.length, 1);
      assertStringIncludes(warnings[0]!, `as ${storeFolder(`${folder}/cache`)} cannot be used`);
      assertStringIncludes(warnings[0]!, "FORGER_CACHE");
      const [, count] = /^kept (\d+) missing 0$/.exec(lines.at(-1)!) ?? [];
      assertGreater(Number(count), 100);
      using opened = await open(`${folder}/cache`, { keys: [...NUMBERED, "after"] });
      assertEquals(there(opened.store, NUMBERED), NUMBERED.map((_, number) => number < Number(count)));
      opened.store.write("after", rowOf("after"));
      assertEquals([there(opened.store, ["after"]), opened.warnings], [[true], []]);
    }),
});
