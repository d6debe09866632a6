import { assert, assertEquals } from "@std/assert";
import { type PhiloxCounter, type PhiloxKey, philoxWords } from "./philox.ts";

/** @see Random123, tests/kat_vectors: philox4x32 with 10 rounds. */
const KNOWN_ANSWERS: readonly (readonly [counter: PhiloxCounter, key: PhiloxKey, words: readonly number[]])[] = [
  [[0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
];

KNOWN_ANSWERS.forEach(([counter, key, words], index) => {
  Deno.test(`philoxWords gives Random123's known answer ${index + 1}`, () => {
    assertEquals(philoxWords(key, counter, 4), Uint32Array.from(words));
  });
});

/** A counter and the one after it. */
const SUCCESSORS: readonly (readonly [counter: PhiloxCounter, next: PhiloxCounter])[] = [
  [[0, 0, 0, 0], [1, 0, 0, 0]],
  [[0xffffffff, 7, 8, 9], [0, 8, 8, 9]],
  [[0xffffffff, 0xffffffff, 8, 9], [0, 0, 9, 9]],
  [[0xffffffff, 0xffffffff, 0xffffffff, 9], [0, 0, 0, 10]],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0, 0, 0, 0]],
];

for (const [counter, next] of SUCCESSORS) {
  Deno.test(`after counter ${counter.map((word) => word.toString(16))} comes ${next.map((word) => word.toString(16))}`, () => {
    const key: PhiloxKey = [3, 5];
    assertEquals(philoxWords(key, counter, 8).subarray(4), philoxWords(key, next, 4));
  });
}

Deno.test("philoxWords gives as many words as asked for, the same from the start whatever their number", () => {
  const all = philoxWords([1, 2], [3, 4, 5, 6], 12);
  for (const count of [0, 1, 3, 4, 5, 11]) assertEquals(philoxWords([1, 2], [3, 4, 5, 6], count), all.slice(0, count));
});

Deno.test("philoxWords takes words as unsigned, also where they are given as negative numbers", () => {
  assertEquals(
    philoxWords([-1, -1], [-1, -1, -1, -1], 4),
    philoxWords([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], 4),
  );
});

Deno.test("each bit of the counter and of the key changes about half of the output bits", () => {
  const bitsOf = (a: Uint32Array, b: Uint32Array) =>
    a.reduce((sum, word, index) => sum + ((word ^ b[index]!) >>> 0).toString(2).replaceAll("0", "").length, 0);
  const counts = Array.from({ length: 192 }, (_, bit) => {
    const words = [11, 22, 33, 44, 55, 66];
    const at = () => philoxWords([words[4]!, words[5]!], [words[0]!, words[1]!, words[2]!, words[3]!], 4);
    const before = at();
    words[bit >> 5]! ^= 1 << (bit & 31);
    return bitsOf(before, at());
  });
  // of 128 bits 64 are expected to change, with a standard deviation of 5.7
  assert(counts.every((count) => count > 64 - 5 * 5.7 && count < 64 + 5 * 5.7), `${counts}`);
});
