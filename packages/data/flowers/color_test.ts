import { assertEquals, assertLess } from "@std/assert";
import { color, hex, lighter } from "./color.ts";

// the corners of what a screen can show, as CSS Color Module Level 4 converts them
const corners: [name: string, text: string, lightness: number, chroma: number, hue: number][] = [
  ["black", "#000000", 0, 0, 0],
  ["white", "#ffffff", 1, 0, 0],
  ["red", "#ff0000", 0.62796, 0.25768, 29.234],
  ["yellow", "#ffff00", 0.96798, 0.21101, 109.769],
  ["green", "#00ff00", 0.86644, 0.29483, 142.495],
  ["blue", "#0000ff", 0.45201, 0.31321, 264.052],
  ["middle grey", "#808080", 0.59987, 0, 0],
];

for (const [name, text, lightness, chroma, hue] of corners) {
  Deno.test(`hex finds ${name}`, () => {
    assertEquals(hex(color(lightness, chroma, hue)), text);
    assertEquals(hex(color(lightness, chroma, hue - 360)), text);
  });
}

Deno.test("hex tones down what no screen can show, and keeps hue and lightness", () => {
  assertEquals(hex(color(1, 0.3, 29)), "#ffffff");
  assertEquals(hex(color(0, 0.3, 29)), "#000000");
  const shown = hex(color(0.62796, 0.5, 29.234)); // red, but for the step of 0.01 in which chroma is lowered
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(shown.slice(at, at + 2), 16)) as [number, number, number];
  assertLess(255 - red, 12);
  assertLess(green, 40);
  assertLess(blue, 40);
});

Deno.test("lighter moves lightness alone, from black to white at most", () => {
  assertEquals(lighter(color(0.5, 0.1, 30), 0.25), color(0.75, 0.1, 30));
  assertEquals(lighter(color(0.9, 0.1, 30), 0.25), color(1, 0.1, 30));
  assertEquals(lighter(color(0.1, 0.1, 30), -0.25), color(0, 0.1, 30));
});
