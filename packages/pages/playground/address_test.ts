import { assertEquals } from "@std/assert";
import { type PlaygroundState, readAddress, writeAddress } from "./address.ts";

const LIMITS = { classes: 10, directions: 64 };
const START = readAddress("", LIMITS);

Deno.test("an empty address is the start", () => {
  assertEquals(START, {
    seed: 42,
    number: 0,
    corners: [],
    place: { x: 0.5, y: 0.5 },
    label: 0,
    truncation: 1,
    moves: new Map(),
  });
  assertEquals(writeAddress(START), "seed=42&number=0");
});

const STATES: readonly (readonly [string, Partial<PlaygroundState>])[] = [
  ["seed=7&number=12", { seed: 7, number: 12 }],
  ["seed=9007199254740991&number=137438953471", { seed: Number.MAX_SAFE_INTEGER, number: 2 ** 37 - 1 }],
  ["seed=42&number=0&class=9&truncation=0.25", { label: 9, truncation: 0.25 }],
  ["seed=42&number=0&moves=0:1.5,63:-0.05", { moves: new Map([[0, 1.5], [63, -0.05]]) }],
  ["seed=42&corners=4,5,6,700&at=0.125,1", { corners: [4, 5, 6, 700], place: { x: 0.125, y: 1 } }],
];

for (const [address, change] of STATES) {
  Deno.test(`an address says all that is shown, and is read again: ${address}`, () => {
    const state = { ...START, ...change };
    assertEquals(writeAddress(state), address);
    assertEquals(readAddress(`#${address}`, LIMITS), state);
  });
}

for (
  const address of [
    "seed=-1",
    "seed=1.5",
    "seed=1e3",
    "seed=99999999999999999",
    "seed=9007199254740992",
    "number=137438953472",
    "class=10",
    "class=<script>",
    "truncation=1.1",
    "truncation=NaN",
    "truncation=",
    "corners=1,2,3",
    "corners=1,2,3,x",
    "corners=1,2,3,4,5",
    "at=2,0.1",
    "at=0.1",
    "moves=64:1",
    "moves=0:4",
    "moves=0:0",
    "moves=x",
    "moves=:,:",
    "__proto__=1&constructor=2",
    "%E0%A4%A",
  ]
) {
  Deno.test(`what an address says wrongly is as at the start: ${address}`, () => {
    assertEquals(readAddress(`#${address}`, LIMITS), START);
  });
}
