import { assertEquals } from "@std/assert";
import { shownLines, shownText } from "./shown_text.ts";

Deno.test("what a terminal would obey, or not show, is written out", () => {
  assertEquals(shownText("a\x1b[31mb\u202ec\nd, Blüte 花"), "a\\u{1b}[31mb\\u{202e}c\\u{a}d, Blüte 花");
  assertEquals(shownLines("one\x07\ntwo"), "one\\u{7}\ntwo");
});
