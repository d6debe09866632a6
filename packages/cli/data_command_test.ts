import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import sharp from "sharp";
import { dataCommand } from "./data_command.ts";
import { withStartFolder } from "./testdata/with_start_folder.ts";
import { UsageError } from "./usage_error.ts";

async function run(folder: string, flags: Partial<Parameters<typeof dataCommand>[1]> = {}) {
  const lines: string[] = [];
  const print = (text: string) => void lines.push(text);
  const before = Deno.env.get("FORGER_CACHE");
  Deno.env.set("FORGER_CACHE", await Deno.makeTempDir({ prefix: "forger-cache-" }));
  try {
    const code = await dataCommand(folder, { verbose: false, help: false, ...flags }, { print, printError: print });
    return { code, text: lines.join("\n") };
  } finally { // the environment is one for all test modules of the process
    if (before === undefined) Deno.env.delete("FORGER_CACHE");
    else Deno.env.set("FORGER_CACHE", before);
  }
}

async function photos(count: number): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "forger-photos-" });
  for (let index = 0; index < count; index++) {
    await sharp({ create: { width: 80, height: 80, channels: 3, background: { r: 20 * index, g: 90, b: 30 } } }).png()
      .toFile(`${folder}/${index}.png`);
  }
  return folder;
}

Deno.test("a folder is reported, and a contact sheet shows its images as a network sees them", async () => {
  const folder = await photos(5), out = `${folder}-report`;
  const { code, text } = await run(folder, { out, size: 16 });
  assertEquals(code, 0);
  assertStringIncludes(text, "images            5: 5 png");
  assertStringIncludes(text, `What a network sees of it: ${out}/contact_sheet.png`);
  const { data, info } = await sharp(`${out}/contact_sheet.png`).raw().toBuffer({ resolveWithObject: true });
  assertEquals(info.width, 4 * (1 + 3 * 17)); // three images of 16 pixels a row, four times as large
  const red = (column: number, row: number) => data[((row * 68 + 36) * info.width + column * 68 + 36) * info.channels];
  assertEquals([red(0, 0), red(1, 0), red(2, 0), red(0, 1), red(1, 1)], [0, 20, 40, 60, 80]);
  assertEquals(JSON.parse(await Deno.readTextFile(`${out}/report.json`)).images, 5);
});

Deno.test("a folder and its labels are found from where the task was started", async () => {
  const folder = await photos(1),
    above = folder.slice(0, folder.lastIndexOf("/")),
    name = folder.slice(above.length + 1);
  await Deno.writeTextFile(`${folder}.csv`, "file,label\n0.png,blue\n");
  await withStartFolder(above, async () => {
    const { code, text } = await run(name, { out: `${folder}-report`, labels: `./${name}.csv` });
    assertEquals(code, 0);
    assertStringIncludes(text, "blue 1");
  });
});

Deno.test("an image that cannot be read makes the exit code 1", async () => {
  const folder = await photos(1);
  await Deno.writeTextFile(`${folder}/bad.png`, "no image");
  const { code, text } = await run(folder, { out: `${folder}-report` });
  assertEquals(code, 1);
  assertStringIncludes(text, "bad.png: it is no image");
  await Deno.remove(`${folder}/0.png`);
  const none = await run(folder, { out: `${folder}-none` });
  assertEquals(none.code, 1);
  assert(!none.text.includes("contact_sheet"));
});

Deno.test("a folder that is not there, and labels that are wrong, are mistakes of the user", async () => {
  const folder = await photos(1);
  await assertRejects(() => run(`${folder}/none`), UsageError, "there is nothing of that name");
  await assertRejects(() => run(folder, { labels: `${folder}/none.csv` }), UsageError, "it is missing");
});

// A library's thread that still decodes when the module ends would bring down the process.
Deno.test("what is decoded ahead comes to its end", () => new Promise<void>((resolve) => setTimeout(resolve, 200)));
