import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { fill, KEYS, namesIn, open, ROW, rowOf, storeFolder, there, withFolder } from "./testdata/row_stores.ts";

const ALL = [true, true, true, true];

/** How many rows the only store has room for. */
const rowsOnDisk = (folder: string): number => Deno.statSync(`${storeFolder(folder)}/rows.bin`).size / ROW;

Deno.test("rows and reasons are found at the next start, and what was not written is not", () =>
  withFolder(async (folder) => {
    await fill(folder);
    using opened = await open(folder);
    const { store, warnings } = opened;
    assertEquals(there(store, [...KEYS, "e|0|0", KEYS[1]]), [true, true, true, true, false, true]);
    assertEquals(KEYS.map((key) => store.has(key)), ALL);
    assertEquals([store.has("broken|9|9"), store.reason("broken|9|9")], [false, 'it is "cut off"\nor so']);
    assertEquals([store.reason("a|1|2"), store.reason("e|0|0")], [undefined, undefined]);
    assertEquals(there(store, ["broken|9|9"]), [false]);
    assertEquals(warnings, []);
  }));

Deno.test("the rows lie one after another, and the index and the settings beside them", () =>
  withFolder(async (folder) => {
    await fill(folder);
    const [name] = namesIn(folder) as [string], path = `${folder}/${name}`;
    const settings = '{\n  "format": 1,\n  "rowBytes": 64,\n  "settings": {\n    "side": 8\n  }\n}';
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(settings)));
    assertEquals(name, `test-${digest.toHex().slice(0, 16)}`);
    assertEquals(namesIn(path), ["index.txt", "lock", "rows.bin", "settings.json"]);
    assertEquals(await Deno.readTextFile(`${path}/settings.json`), settings);
    assertEquals([...await Deno.readFile(`${path}/rows.bin`)], KEYS.flatMap((key) => [...rowOf(key)]));
  }));

Deno.test("rows are added to those that are there, and one that is written again is the new one", () =>
  withFolder(async (folder) => {
    await fill(folder);
    {
      using opened = await open(folder);
      opened.store.write("e|0|0", rowOf("e|0|0"));
      opened.store.write(KEYS[0], new Uint8Array(ROW).fill(5));
      opened.store.write("broken|9|9", rowOf("broken|9|9"));
      assertEquals(rowsOnDisk(folder), 7); // one of them twice
    }
    using again = await open(folder);
    const bytes = new Uint8Array(ROW);
    assertEquals(there(again.store, ["e|0|0", KEYS[3], "broken|9|9"]), [true, true, true]);
    assertEquals(again.store.read([KEYS[0]], bytes), []);
    assertEquals(bytes, new Uint8Array(ROW).fill(5));
    assertEquals(again.store.reason("broken|9|9"), undefined);
    assertEquals(rowsOnDisk(folder), 7);
  }));

Deno.test("rows of keys that nobody asks for stay as they are, and are found once they are asked for again", () =>
  withFolder(async (folder) => {
    await fill(folder);
    {
      using opened = await open(folder, { keys: [KEYS[3], KEYS[1], "e|0|0"] });
      const { store, warnings } = opened;
      assertEquals(there(store, [KEYS[1], KEYS[3], "e|0|0"]), [true, true, false]);
      store.write("e|0|0", rowOf("e|0|0"));
      assertEquals(warnings, []);
    }
    using again = await open(folder);
    assertEquals(there(again.store, [...KEYS, "e|0|0"]), [...ALL, true]);
  }));

Deno.test("damage costs no row of a key that nobody asks for", () =>
  withFolder(async (folder) => {
    await fill(folder);
    const path = `${storeFolder(folder)}/index.txt`, lines = (await Deno.readTextFile(path)).split("\n");
    await Deno.writeTextFile(path, lines.with(1, "damaged").join("\n"));
    {
      using opened = await open(folder, { keys: [KEYS[0], KEYS[1]] });
      assertEquals(there(opened.store, [KEYS[0], KEYS[1]]), [true, false]);
      assertEquals(opened.warnings.length, 1);
    }
    assertEquals(await Deno.readTextFile(path), lines.toSpliced(1, 1).join("\n"));
    using again = await open(folder);
    assertEquals([there(again.store, KEYS), again.warnings], [[true, false, true, true], []]);
  }));

Deno.test("a row of another length is refused", () =>
  withFolder(async (folder) => {
    using opened = await open(folder);
    for (const length of [ROW - 1, ROW + 1]) {
      const message = `Cannot keep row a|1|2 as its length must be 64: current value is ${length}`;
      assertThrows(() => opened.store.write(KEYS[0], new Uint8Array(length)), TypeError, message);
    }
  }));

Deno.test("other settings, and another length of rows, are another store; another order of settings is not", () =>
  withFolder(async (folder) => {
    await fill(folder);
    for (const changes of [{ settings: { side: 9 } }, { settings: { rowBytes: 32, side: 8 } }, { rowBytes: ROW / 2 }]) {
      using opened = await open(folder, changes);
      assertEquals(opened.store.has(KEYS[0]), false);
    }
    const row = new Uint8Array(ROW);
    {
      using first = await open(folder, { settings: { fit: { b: [2, 1], a: 1 }, side: 9 } });
      first.store.write("a", row);
    }
    using second = await open(folder, { settings: { side: 9, fit: { a: 1, b: [2, 1] } } });
    using third = await open(folder, { settings: { side: 9, fit: { a: 1, b: [1, 2] } } });
    assertEquals([second.store.has("a"), third.store.has("a")], [true, false]);
    using named = await open(folder, { label: "../we ird/name" });
    named.store.write("a", row);
    assertMatch(namesIn(folder)[0]!, /^\.\._we_ird_name-[0-9a-f]{16}$/);
  }));

Deno.test("a store that was cut off anywhere has the rows that are whole, and goes on", () =>
  withFolder(async (folder) => {
    await fill(folder);
    const path = storeFolder(folder);
    const whole = { rows: await Deno.readFile(`${path}/rows.bin`), index: await Deno.readFile(`${path}/index.txt`) };
    const cuts = [
      ...Array.from(
        { length: whole.rows.length / 16 + 1 },
        (_, part) => ({ ...whole, rows: whole.rows.subarray(0, 16 * part) }),
      ),
      ...Array.from(
        { length: whole.index.length + 1 },
        (_, cut) => ({ ...whole, index: whole.index.subarray(0, cut) }),
      ),
    ];
    for (const { rows, index } of cuts) {
      const what = `${rows.length} bytes of rows, ${index.length} of the index`;
      await Deno.writeFile(`${path}/rows.bin`, rows);
      await Deno.writeFile(`${path}/index.txt`, index);
      const count = Math.min(Math.floor(rows.length / ROW), index.filter((byte) => byte === 10).length, 4);
      {
        using opened = await open(folder);
        assertEquals(there(opened.store, KEYS), KEYS.map((_, place) => place < count), what);
        assertEquals(opened.warnings.length, rows.length < whole.rows.length && count < 4 ? 1 : 0, what);
        for (const key of KEYS.slice(count)) opened.store.write(key, rowOf(key));
      }
      using again = await open(folder);
      assertEquals(there(again.store, KEYS), ALL, what);
      assertEquals([rowsOnDisk(folder), again.warnings], [Math.max(4, Math.floor(rows.length / ROW)), []], what);
    }
  }));

Deno.test("rows that are cut off are missing from the start, and their number is told", () =>
  withFolder(async (folder) => {
    await fill(folder);
    await Deno.truncate(`${storeFolder(folder)}/rows.bin`, ROW + ROW / 2);
    using opened = await open(folder);
    assertEquals(KEYS.map((key) => opened.store.has(key)), [true, false, false, false]);
    assertEquals(opened.warnings, [
      `the cache ${storeFolder(folder)} is damaged: 3 of its rows will be computed again`,
    ]);
  }));

Deno.test("a bit that is turned anywhere in the rows costs one of them, and the user is told once", () =>
  withFolder(async (folder) => {
    await fill(folder);
    const path = `${storeFolder(folder)}/rows.bin`, whole = await Deno.readFile(path);
    for (let at = 0; at < whole.length; at += 3) {
      const bytes = whole.slice();
      bytes[at]! ^= 1 << (at % 8);
      await Deno.writeFile(path, bytes);
      using opened = await open(folder);
      const { store, warnings } = opened, expected = KEYS.map((_, place) => place !== Math.floor(at / ROW));
      assertEquals([there(store, KEYS), there(store, KEYS)], [expected, expected]);
      assertEquals(KEYS.map((key) => store.has(key)), expected);
      assertEquals(warnings, [
        `the cache ${storeFolder(folder)} is damaged: what is not as it was written will be computed again`,
      ]);
    }
  }));

Deno.test("a bit that is turned anywhere in the index never puts a row under another key, and is told at one start", () =>
  withFolder(async (folder) => {
    await fill(folder);
    const path = `${storeFolder(folder)}/index.txt`, whole = await Deno.readFile(path);
    const others = Array.from("abcd", (letter) => [0, 3, 5, 6, 9].map((digit) => `${letter}|1|${digit}`)).flat();
    for (let at = 0; at < whole.length - 1; at++) {
      const bytes = whole.slice();
      bytes[at]! ^= 1 << (at % 8);
      await Deno.writeFile(path, bytes);
      {
        using opened = await open(folder);
        const { store, warnings } = opened;
        there(store, KEYS); // which are right or missing
        assertEquals(others.filter((key) => store.has(key)), []);
        assertEquals(warnings.length, 1);
        assertMatch(warnings[0]!, /^the cache .* is damaged: [12] of its rows will be computed again$/);
      }
      using again = await open(folder);
      assertEquals(again.warnings, []);
    }
  }));

Deno.test("garbage in the place of either file is told, and computed again", () =>
  withFolder(async (folder) => {
    const garbage = new Uint8Array(4096).map((_, index) => (index * 7919 >> 3) % 256);
    for (const [name, lost] of [["index.txt", /: \d+ of its rows/], ["rows.bin", /: what is not as it was/]] as const) {
      await fill(folder);
      await Deno.writeFile(`${storeFolder(folder)}/${name}`, garbage);
      using opened = await open(folder);
      assertEquals(there(opened.store, KEYS), [false, false, false, false]);
      assertEquals(opened.warnings.length, 1);
      assertMatch(opened.warnings[0]!, lost);
      for (const key of KEYS) opened.store.write(key, rowOf(key));
      assertEquals(there(opened.store, KEYS), ALL);
    }
    using again = await open(folder);
    assertEquals([there(again.store, KEYS), again.warnings], [ALL, []]);
  }));

Deno.test("where nothing can be written the store keeps nothing and says so once", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    using below = await open(`${folder}/file`);
    await fill(`${folder}/cache`);
    const path = storeFolder(`${folder}/cache`);
    for (const name of ["rows.bin", "index.txt", "lock"]) {
      await Deno.remove(`${path}/${name}`);
      await Deno.mkdir(`${path}/${name}`);
    }
    using folders = await open(`${folder}/cache`);
    for (const { store, warnings } of [below, folders]) {
      store.write(KEYS[0], rowOf(KEYS[0]));
      store.writeReason(KEYS[1], "it is empty");
      assertEquals(there(store, KEYS), [false, false, false, false]);
      assertEquals(warnings.length, 1);
      assertStringIncludes(warnings[0]!, "is not kept for the next start");
      assertStringIncludes(warnings[0]!, "FORGER_CACHE");
    }
  }));

Deno.test("what was written is read on where the folder is removed, and after the end nothing is", () =>
  withFolder(async (folder) => {
    await fill(folder);
    using opened = await open(folder);
    const { store, warnings } = opened;
    store.write("e|0|0", rowOf("e|0|0"));
    if (Deno.build.os !== "windows") await Deno.remove(storeFolder(folder), { recursive: true });
    store.write("f|0|0", rowOf("f|0|0"));
    assertEquals(there(store, [...KEYS, "e|0|0", "f|0|0"]), [...ALL, true, true]);
    store[Symbol.dispose]();
    store.write("g|0|0", rowOf("g|0|0"));
    assertEquals(there(store, [KEYS[0], "g|0|0"]), [false, false]);
    assertEquals(warnings, []);
  }));

Deno.test({
  name: "no file is open after the end",
  ignore: Deno.build.os !== "linux", // where the process's open files can be seen
  fn: () =>
    withFolder(async (folder) => {
      const openFiles = () => [...Deno.readDirSync("/proc/self/fd")].length;
      await fill(folder);
      const before = openFiles();
      for (let round = 0; round < 5; round++) {
        using first = await open(folder);
        using second = await open(folder);
        for (const { store } of [first, second]) store.write("e|0|0", rowOf("e|0|0"));
      }
      assertEquals(openFiles(), before);
    }),
});
