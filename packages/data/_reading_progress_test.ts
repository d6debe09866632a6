import { assertEquals } from "@std/assert";
import { readingProgress } from "./_reading_progress.ts";

/** Reads so many a second for so many seconds, and gives what was said. */
function linesOf(total: number, perSecond: number, { known = 0, terminal = false } = {}): string[] {
  const lines: string[] = [];
  let time = 1000;
  const update = readingProgress({
    what: "images",
    total,
    known,
    terminal,
    write: (text) => void lines.push(text),
    now: () => time,
  });
  for (let read = known + 1; read <= total; read++) {
    time += 1000 / perSecond;
    update(read);
  }
  update(total); // what was asked for meanwhile is looked at once more
  return lines;
}

Deno.test("a line every five seconds says how many, how fast and how long still, and the last one that it is over", () => {
  assertEquals(linesOf(1200, 100), [
    "Reading images: 500 of 1,200 (41 %), 100 a second, 7 s left\n",
    "Reading images: 1,000 of 1,200 (83 %), 100 a second, 2 s left\n",
    "Read 1,200 images: 100 a second\n",
  ]);
});

Deno.test("what is there already does not make it faster", () => {
  assertEquals(linesOf(1200, 50, { known: 900 }), [
    "Reading images: 1,150 of 1,200 (95 %), 50 a second, 1 s left\n",
    "Read 1,200 images: 50 a second\n",
  ]);
});

Deno.test("what is soon over is not worth a line, and what takes long is told in minutes", () => {
  assertEquals(linesOf(400, 100), []);
  assertEquals(linesOf(20_000, 10)[0], "Reading images: 50 of 20,000 (0 %), 10 a second, 34 min left\n");
});

Deno.test("on a terminal a line takes the place of a bar that is drawn there", () => {
  assertEquals(
    linesOf(600, 100, { terminal: true })[0],
    "\r\x1b[KReading images: 500 of 600 (83 %), 100 a second, 1 s left\n",
  );
});
