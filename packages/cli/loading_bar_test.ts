import { assertEquals } from "@std/assert";
import { loadingBar } from "./loading_bar.ts";

function drawn(terminal: boolean, milliseconds: number): string[] {
  const texts: string[] = [];
  let time = 1000;
  const bar = loadingBar({ what: "images", terminal, write: (text) => void texts.push(text), now: () => time });
  for (let done = 1; done <= 4; done++) {
    time += milliseconds;
    bar.update(1000 * done, 4000);
  }
  bar.finish();
  bar.finish();
  return texts;
}

Deno.test("on a terminal a bar is drawn again and again and taken away at the end", () => {
  assertEquals(drawn(true, 500), [
    "\r\x1b[K[#######.......................] images: 1,000 of 4,000, 2,000 a second, 2 s left",
    "\r\x1b[K[###############...............] images: 2,000 of 4,000, 2,000 a second, 1 s left",
    "\r\x1b[K[######################........] images: 3,000 of 4,000, 2,000 a second, 1 s left",
    "\r\x1b[K[##############################] images: 4,000 of 4,000, 2,000 a second, 0 s left",
    "\r\x1b[K",
  ]);
  assertEquals(drawn(true, 60).length, 3); // not more often than can be seen
});

Deno.test("elsewhere there is a line every five seconds", () => {
  assertEquals(drawn(false, 3000), [
    "images: 2,000 of 4,000, 333 a second, 6 s left\n",
    "images: 4,000 of 4,000, 333 a second, 0 s left\n",
  ]);
  assertEquals(drawn(false, 500), []);
});
