import { assert, assertEquals, assertLess } from "@std/assert";
import { pixelFontMask } from "./_pixel_font.ts";
import { fittingMask, fontMask, type TextMask } from "./_text_mask.ts";

/** What a mask shows, line by line. */
function shown({ width, height, alpha }: TextMask): string[] {
  return Array.from(
    { length: height },
    (_, y) => [...alpha.subarray(y * width, (y + 1) * width)].map((covered) => covered ? "#" : ".").join(""),
  );
}

Deno.test("the font of our own draws letters, figures and signs, and what hangs below the line", () => {
  assertEquals(shown(pixelFontMask("T4,g", 9)), [
    "#####....#.............",
    "..#.....##.............",
    "..#....#.#.........####",
    "..#...#..#........#...#",
    "..#...#####.......#...#",
    "..#......#....#....####",
    "..#......#....#.......#",
    ".............#.....###.",
  ]);
});

Deno.test("it has a glyph of its own for each sign of ASCII", () => {
  const signs = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
  assertEquals(new Set(signs.map((sign) => shown(pixelFontMask(sign, 9)).join("\n"))).size, 95);
  assertEquals(shown(pixelFontMask(" ", 9)), Array(8).fill("....."));
});

Deno.test("it takes accents away, and draws question marks for what it does not know", () => {
  assertEquals(pixelFontMask("Çéñ", 9), pixelFontMask("Cen", 9));
  assertEquals(pixelFontMask("漢😀\u007f", 9), pixelFontMask("???", 9));
});

Deno.test("it grows by whole points", () => {
  const small = shown(pixelFontMask("e", 9)), large = shown(pixelFontMask("e", 18));
  assertEquals(large, small.flatMap((line) => Array(2).fill([...line].map((point) => point + point).join(""))));
  assertEquals(pixelFontMask("e", 5), pixelFontMask("e", 17));
});

Deno.test("fonts of the machine draw ink that is as wide as the text and as high as its size", async () => {
  const [one, two] = [await fontMask("n", 20), await fontMask("nnnn", 20)];
  assert(one.width > 5 && one.width < 20, `${one.width}`);
  assertLess(3 * one.width, two.width);
  assertEquals([one.height, two.height], [28, 28]);
  assert(Math.max(...one.alpha) > 200);
  for (const column of [0, two.width - 1]) {
    assert(Array.from({ length: 28 }, (_, y) => two.alpha[y * two.width + column]!).some((covered) => covered > 0));
  }
});

Deno.test("signs of XML and of control are drawn as text", async () => {
  for (const text of ["<b>", "a & b", "&lt;", '"', "\u0000\u0007"]) assertEquals((await fontMask(text, 14)).height, 20);
  assertLess((await fontMask("<", 14)).width, (await fontMask("&lt;", 14)).width);
});

Deno.test("a text that is too wide is cut off within its room, one that fits is not", async () => {
  const whole = await fittingMask("a fairly long name", 14, Infinity);
  assertEquals(await fittingMask("a fairly  long name ", 14, whole.width), whole);
  for (const room of [whole.width - 1, 60, 30]) {
    const cut = await fittingMask("a fairly long name", 14, room);
    assert(cut.width <= room && cut.width > room - 25, `${cut.width} of ${room}`);
  }
  assertLess((await fittingMask("M".repeat(1000), 14, Infinity)).width, 1000);
  assertEquals((await fittingMask("", 14, 50)).alpha.some((covered) => covered > 0), false);
});

Deno.test("where the machine has no fonts, text is drawn with the font of our own", async () => {
  const settings = await Deno.makeTempFile({ suffix: ".conf" });
  await Deno.writeTextFile(settings, "<fontconfig></fontconfig>");
  const module = import.meta.resolve("./_text_mask.ts");
  const program = `const { fittingMask } = await import(${JSON.stringify(module)});
    const { width, height, alpha } = await fittingMask("no fonts", 14, 100);
    console.log(JSON.stringify({ width, height, alpha: [...alpha] }));`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", program],
    env: { FONTCONFIG_FILE: settings },
    cwd: new URL("../..", import.meta.url).pathname,
  }).output();
  const { width, height, alpha } = pixelFontMask("no fonts", 14);
  const drawn = new TextDecoder().decode(stdout);
  assert(drawn, new TextDecoder().decode(stderr));
  assertEquals(JSON.parse(drawn), { width, height, alpha: [...alpha] });
});
