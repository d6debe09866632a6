import { assertEquals } from "@std/assert";
import { parsePluginSpec } from "./parse_plugin_spec.ts";

const good: [text: string, source: string, options: Record<string, unknown>][] = [
  ["ema", "ema", {}],
  ["ema:decay=0.99", "ema", { decay: 0.99 }],
  ["a:x=1,y=-2e-3,z=true", "a", { x: 1, y: -0.002, z: true }],
  ["a:range=[0.8,1],next=2", "a", { range: [0.8, 1], next: 2 }],
  ["a:nested=[[1,2],[3,4]],b=[]", "a", { nested: [[1, 2], [3, 4]], b: [] }],
  ['a:text="x,y",b=2', "a", { text: "x,y", b: 2 }],
  ['a:map={"x":1,"y":[2]}', "a", { map: { x: 1, y: [2] } }],
  ["a:stddev=linear(0.1, 0),share=0.5", "a", { stddev: "linear(0.1, 0)", share: 0.5 }],
  ["a:formats=csv", "a", { formats: "csv" }],
  ["a:text=x=y", "a", { text: "x=y" }],
  ["a:empty=", "a", { empty: "" }],
  ["a: x = 1 , y = 2", "a", { x: 1, y: 2 }],
  ["./mine.ts:strength=0.3", "./mine.ts", { strength: 0.3 }],
  ["/x/mine.ts", "/x/mine.ts", {}],
  ["C:\\x\\mine.ts:strength=0.3", "C:\\x\\mine.ts", { strength: 0.3 }],
  ["file:///x/mine.ts:strength=0.3", "file:///x/mine.ts", { strength: 0.3 }],
];

for (const [text, source, options] of good) {
  Deno.test(`a plugin is read from: ${text}`, () => assertEquals(parsePluginSpec(text), { source, options }));
}

for (const text of ["", ":", "ema:", "ema:decay", "ema:=1", "ema:decay=1,", ":decay=1"]) {
  Deno.test(`no plugin is read from: "${text}"`, () => assertEquals(parsePluginSpec(text), undefined));
}
