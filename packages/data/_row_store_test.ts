import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import { openRowStore, type RowStore, type RowStoreOptions } from "./_row_store.ts";

const ROW = 64;

/** The row that belongs to a key. */
const rowOf = (key: string): Uint8Array =>
  Uint8Array.from({ length: ROW }, (_, index) => (key.charCodeAt(index % key.length) * (index + 7)) % 256);

async function temporary(): Promise<string> {
  return await Deno.makeTempDir({ prefix: "forger-rows-" });
}

async function open(folder: string, changes: Partial<RowStoreOptions> = {}) {
  const warnings: string[] = [];
  const onWarning = (warning: string) => void warnings.push(warning);
  const store = await openRowStore({
    label: "test",
    settings: { side: 8 },
    rowBytes: ROW,
    folder,
    onWarning,
    ...changes,
  });
  return { store, warnings };
}

/** What is read under each key: whether it is there, after it was seen to be right. */
function there(store: RowStore, keys: readonly string[]): boolean[] {
  const bytes = new Uint8Array(keys.length * ROW), missing = store.read(keys, bytes);
  return keys.map((key, place) => {
    if (missing.includes(place)) return false;
    assertEquals(bytes.subarray(place * ROW, (place + 1) * ROW), rowOf(key));
    return true;
  });
}

/** The store's own folder, of the only one that there is. */
const storeFolder = (folder: string): string => `${folder}/${[...Deno.readDirSync(folder)][0]!.name}`;

const KEYS = ["a|1|2", "b|3|4", 'c "quoted"\ttab\nline|5|6', "d|7|8"] as const;

async function filled(): Promise<string> {
  const folder = await temporary(), { store } = await open(folder);
  for (const key of KEYS) store.write(key, rowOf(key));
  store.writeReason("broken|9|9", 'it is "cut off"\nor so');
  store[Symbol.dispose]();
  return folder;
}

Deno.test("rows and reasons are found at the next start, and what was not written is not", async () => {
  const { store, warnings } = await open(await filled());
  assertEquals(there(store, [...KEYS, "e|0|0", KEYS[1]]), [true, true, true, true, false, true]);
  assertEquals(KEYS.map((key) => store.has(key)), [true, true, true, true]);
  assertEquals([store.has("broken|9|9"), store.reason("broken|9|9")], [false, 'it is "cut off"\nor so']);
  assertEquals([store.reason("a|1|2"), store.reason("e|0|0")], [undefined, undefined]);
  assertEquals(there(store, ["broken|9|9"]), [false]);
  store[Symbol.dispose]();
  assertEquals(warnings, []);
});

Deno.test("rows are added to those that are there, and one that is written again is the new one", async () => {
  const folder = await filled(), { store } = await open(folder);
  store.write("e|0|0", rowOf("e|0|0"));
  store.write(KEYS[0], new Uint8Array(ROW).fill(5));
  store.write("broken|9|9", rowOf("broken|9|9"));
  store[Symbol.dispose]();
  const again = await open(folder), bytes = new Uint8Array(ROW);
  assertEquals(there(again.store, ["e|0|0", KEYS[3], "broken|9|9"]), [true, true, true]);
  assertEquals(again.store.read([KEYS[0]], bytes), []);
  assertEquals(bytes, new Uint8Array(ROW).fill(5));
  assertEquals(again.store.reason("broken|9|9"), undefined);
  again.store[Symbol.dispose]();
});

Deno.test("other settings, and another length of rows, are another store", async () => {
  const folder = await filled();
  for (const changes of [{ settings: { side: 9 } }, { rowBytes: ROW / 2 }]) {
    const { store } = await open(folder, changes);
    assertEquals(store.has(KEYS[0]), false);
    store[Symbol.dispose]();
  }
  const { store } = await open(folder, { label: "../we ird/name" });
  store[Symbol.dispose]();
  assertEquals([...Deno.readDirSync(folder)].length, 4);
});

Deno.test("a store that was cut off anywhere gives right rows or none, and goes on", async () => {
  for (const name of ["rows.bin", "index.txt"]) {
    const original = await filled();
    const whole = await Deno.readFile(`${storeFolder(original)}/${name}`);
    for (let length = 0; length <= whole.length; length += name === "rows.bin" ? 16 : 3) {
      const folder = original, path = `${storeFolder(folder)}/${name}`;
      const index = await Deno.readFile(`${storeFolder(folder)}/index.txt`);
      await Deno.writeFile(path, whole.subarray(0, length));
      const { store } = await open(folder);
      const found = there(store, KEYS).filter(Boolean).length;
      if (name === "rows.bin") assertEquals(found, Math.floor(length / ROW));
      for (const key of KEYS) store.write(key, rowOf(key));
      store[Symbol.dispose]();
      const again = await open(folder);
      assertEquals(there(again.store, KEYS), [true, true, true, true], `${name} cut to ${length}`);
      again.store[Symbol.dispose]();
      await Deno.writeFile(`${storeFolder(folder)}/index.txt`, name === "rows.bin" ? index : whole);
    }
  }
});

Deno.test("a row of which a bit was turned is not trusted, and the user is told once", async () => {
  const folder = await filled(), path = `${storeFolder(folder)}/rows.bin`;
  const bytes = await Deno.readFile(path);
  bytes[ROW + 3]! ^= 1;
  bytes[2 * ROW]! ^= 128;
  await Deno.writeFile(path, bytes);
  const { store, warnings } = await open(folder);
  assertEquals(there(store, KEYS), [true, false, false, true]);
  assertEquals(store.has(KEYS[1]), false);
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0]!, `the cache ${storeFolder(folder)} is damaged`);
  store[Symbol.dispose]();
});

Deno.test("garbage in the index costs the rows that it hits, and the user is told", async () => {
  const folder = await filled(), path = `${storeFolder(folder)}/index.txt`;
  const lines = (await Deno.readTextFile(path)).split("\n");
  for (const garbage of ["0\t1", "-7\t1\t[]", '0\t1\t["a"]', "\u0000\u0000", '0\t1\t["a|1|2",']) {
    await Deno.writeTextFile(path, [lines[0], garbage, ...lines.slice(2)].join("\n"));
    const { store, warnings } = await open(folder);
    assertEquals(there(store, KEYS), [false, true, true, true], garbage);
    assertEquals(warnings.length, 1);
    assertStringIncludes(warnings[0]!, "was damaged: what was in 1 lines is computed again");
    store[Symbol.dispose]();
  }
});

Deno.test("an index of another format is begun anew", async () => {
  const folder = await filled(), path = `${storeFolder(folder)}/index.txt`;
  await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace("rows 1", "rows 0"));
  const { store } = await open(folder);
  assertEquals(there(store, KEYS), [false, false, false, false]);
  store.write(KEYS[0], rowOf(KEYS[0]));
  store[Symbol.dispose]();
  const again = await open(folder);
  assertEquals(there(again.store, KEYS), [true, false, false, false]);
  again.store[Symbol.dispose]();
});

Deno.test("a second process reads what is there, adds for itself alone, and leaves nothing behind", async () => {
  const folder = await filled(),
    { store: first } = await open(folder),
    { store: second, warnings } = await open(folder);
  first.write("e|0|0", rowOf("e|0|0"));
  second.write("f|0|0", rowOf("f|0|0"));
  second.writeReason("g|0|0", "it is empty");
  assertEquals(there(second, [...KEYS, "e|0|0", "f|0|0"]), [true, true, true, true, false, true]);
  assertEquals(there(first, ["e|0|0", "f|0|0"]), [true, false]);
  second[Symbol.dispose]();
  first[Symbol.dispose]();
  const { store: third } = await open(folder);
  assertEquals(there(third, [...KEYS, "e|0|0", "f|0|0"]), [true, true, true, true, true, false]);
  third[Symbol.dispose]();
  assertEquals(warnings, []);
  assertEquals([...Deno.readDirSync(storeFolder(folder))].map(({ name }) => name).sort(), [
    "index.txt",
    "lock",
    "rows.bin",
    "settings.json",
  ]);
});

Deno.test("where nothing can be written the store keeps nothing and says so once", async () => {
  const folder = await temporary();
  await Deno.writeTextFile(`${folder}/file`, "");
  const { store, warnings } = await open(`${folder}/file`);
  store.write(KEYS[0], rowOf(KEYS[0]));
  store.writeReason(KEYS[1], "it is empty");
  assertEquals(there(store, KEYS), [false, false, false, false]);
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0]!, "is not kept for the next start");
  assertStringIncludes(warnings[0]!, "FORGER_CACHE");
  store[Symbol.dispose]();
});

/** Writes rows until it is killed or the disk is full; says what went wrong. */
const WRITER = (folder: string) => `
  import { openRowStore } from ${JSON.stringify(import.meta.resolve("./_row_store.ts"))};
  const store = await openRowStore({ label: "test", settings: { side: 8 }, rowBytes: ${ROW}, folder: ${
  JSON.stringify(folder)
}, onWarning: (text) => console.log(text) });
  const rowOf = ${rowOf.toString()};
  const ROW = ${ROW};
  for (let number = 0; number < 20_000; number++) {
    store.write("k" + number, rowOf("k" + number));
    if (number % 100 === 0) console.log("wrote", number);
  }
  console.log("over", store.has("k19999"), store.read(["k5"], new Uint8Array(ROW)).length);
`;

async function runWriter(folder: string, run: (path: string) => Deno.Command): Promise<Deno.ChildProcess> {
  const path = `${folder}/writer.ts`;
  await Deno.writeTextFile(path, WRITER(`${folder}/cache`));
  return run(path).spawn();
}

const ARGUMENTS = [
  "run",
  "-A",
  "--no-check",
  `--config=${new URL("../../deno.offline.json", import.meta.url).pathname}`,
];

Deno.test("of a process that is killed while it writes, every row that is found is right", async () => {
  for (const lines of [1, 20, 60]) {
    const folder = await temporary();
    const child = await runWriter(
      folder,
      (path) => new Deno.Command(Deno.execPath(), { args: [...ARGUMENTS, path], stdout: "piped", stderr: "null" }),
    );
    let seen = 0;
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      seen += text.split("\n").length - 1;
      if (seen >= lines) break;
    }
    child.kill("SIGKILL");
    await child.status;
    const { store, warnings } = await open(`${folder}/cache`);
    const found = there(store, Array.from({ length: 20_000 }, (_, number) => `k${number}`));
    const count = found.filter(Boolean).length;
    assertGreater(count, 100 * (lines - 1));
    assert(found.slice(0, count).every(Boolean), "the rows before the last one are all there");
    store.write("after", rowOf("after"));
    assertEquals(there(store, ["after"]), [true]);
    store[Symbol.dispose]();
    assert(warnings.length <= 1);
  }
});

Deno.test({
  name: "where the disk is full, writing ends with one warning, and what is there is read on",
  ignore: Deno.build.os === "windows", // there is no such limit
  async fn() {
    const folder = await temporary();
    const limited = (path: string) =>
      new Deno.Command("sh", {
        // of so many blocks of 512 bytes no file may be larger; the signal would end the process
        args: ["-c", `trap '' XFSZ; ulimit -f 200; exec "$0" "$@"`, Deno.execPath(), ...ARGUMENTS, path],
        stdout: "piped",
        stderr: "piped",
      });
    const { stdout, code } = await (await runWriter(folder, limited)).output();
    const lines = new TextDecoder().decode(stdout).trim().split("\n");
    assertEquals(code, 0);
    assertEquals(lines.filter((line) => line.includes("is not kept for the next start")).length, 1);
    assertEquals(lines.at(-1), "over false 0");
  },
});
