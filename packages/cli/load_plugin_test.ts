import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { loadPlugin } from "./load_plugin.ts";
import { UsageError } from "./usage_error.ts";

const folder = await Deno.makeTempDir();

async function write(name: string, code: string): Promise<string> {
  await Deno.writeTextFile(`${folder}/${name}.ts`, code);
  return `${folder}/${name}.ts`;
}

Deno.test("a built-in plugin is made of its options", async () => {
  const plugin = await loadPlugin({ source: "sample-grid", options: { every: 7 } });
  assertEquals([plugin.name, plugin.every], ["sample-grid", 7]);
});

const good: [label: string, code: string][] = [
  ["a function as the default export", "export default ({ every }) => ({ name: 'own', every });"],
  [
    "the only exported function",
    "export const TEXT = 'x';\nexport function own({ every }) { return { name: 'own', every }; }",
  ],
  [
    "the default export among functions",
    "export function a() {}\nexport default ({ every }) => ({ name: 'own', every });",
  ],
  ["a function that waits", "export default async ({ every }) => ({ name: 'own', every });"],
];

for (const [label, code] of good) {
  Deno.test(`a plugin of one's own is ${label}`, async () => {
    const source = await write(label.replaceAll(/\W/g, "_"), code);
    assertEquals(await loadPlugin({ source, options: { every: 3 } }), { name: "own", every: 3 });
  });
}

Deno.test("a plugin of one's own is an object", async () => {
  const source = await write("object", "export default { name: 'own' };");
  assertEquals(await loadPlugin({ source, options: {} }), { name: "own" });
});

const bad: [label: string, code: string, options: Record<string, unknown>, message: RegExp][] = [
  [
    "nothing",
    "export {};",
    {},
    /^Cannot use plugin \S* as it must export a plugin or a function that makes one: it exports nothing$/,
  ],
  ["two functions", "export function a() {}\nexport function b() {}", {}, /it exports a, b$/],
  [
    "options of an object",
    "export default { name: 'own' };",
    { x: 1 },
    /^Cannot use plugin \S* with options as it must be a function to take any/,
  ],
  [
    "no plugin",
    "export default () => 3;",
    {},
    /^Cannot use plugin \S* as its function must return a plugin: current type is number$/,
  ],
  ["null", "export default () => null;", {}, /as its function must return a plugin/],
  [
    "a throwing function",
    "export default () => {\n  throw new Error('no');\n};",
    {},
    /^Cannot load plugin \S*: Error: no \(\S*:2:\d+\)$/,
  ],
  [
    "a refusal",
    "export default () => {\n  throw new RangeError('Cannot do it as x must be 1');\n};",
    {},
    /^Cannot load plugin \S*: Cannot do it as x must be 1 \(\S*:2:\d+\)$/,
  ],
];

for (const [label, code, options, message] of bad) {
  Deno.test(`a file is refused as a plugin for ${label}`, async () => {
    const source = await write(`bad_${label.replaceAll(" ", "_")}`, code);
    assertMatch((await assertRejects(() => loadPlugin({ source, options }), UsageError)).message, message);
  });
}

Deno.test("a file is refused as a plugin where its function waits and then fails", async () => {
  const source = await write("bad_waiting", "export default async () => {\n  throw new Error('no');\n};");
  assertMatch(
    (await assertRejects(() => loadPlugin({ source, options: {} }), UsageError)).message,
    /: Error: no \(\S*:2:/,
  );
});

const misspelt: [source: string, options: Record<string, unknown>, message: RegExp][] = [
  ["emo", {}, /current value is "emo", did you mean "ema"\?$/],
  ["ema", { dceay: 0.9 }, /"dceay" is none, did you mean "decay"\?$/],
  ["ema", { decay: 2 }, /decay must be in \[0, 1\): current value is 2$/],
];

for (const [source, options, message] of misspelt) {
  Deno.test(`a built-in plugin is refused: ${source} ${JSON.stringify(options)}`, async () => {
    assertMatch((await assertRejects(() => loadPlugin({ source, options }), UsageError)).message, message);
  });
}
