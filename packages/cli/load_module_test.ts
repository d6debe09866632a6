import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { isPath, loadModule } from "./load_module.ts";
import { UsageError } from "./usage_error.ts";

const folder = await Deno.makeTempDir();

async function write(name: string, code: string): Promise<string> {
  await Deno.writeTextFile(`${folder}/${name}`, code);
  return `${folder}/${name}`;
}

Deno.test("a module is loaded from a path, in typescript", async () => {
  const path = await write("good one.ts", "export const x: number = 3;");
  assertEquals((await loadModule(path, "file")).x, 3);
  assertEquals((await loadModule(`file://${path.replace(" ", "%20")}`, "file")).x, 3);
});

Deno.test("a path is looked for where the task was started, too", async () => {
  await write("elsewhere.ts", "export default 4;");
  const before = Deno.env.get("INIT_CWD");
  Deno.env.set("INIT_CWD", folder);
  try {
    assertEquals((await loadModule("elsewhere.ts", "file")).default, 4);
  } finally {
    if (before === undefined) Deno.env.delete("INIT_CWD");
    else Deno.env.set("INIT_CWD", before);
  }
});

await write("other.ts", "export const other = 1;");
const broken: [name: string, code: string, message: RegExp][] = [
  ["syntax.ts", "const a = 1;\nconst = 2;\n", /^Cannot load file: SyntaxError: .* \(\S*syntax\.ts:2:\d+\)$/],
  ["syntax.js", "{\n", /^Cannot load file: .*Unexpected.* \(\S*syntax\.js:\d:\d+\)$/],
  [
    "missing.ts",
    `\nimport "./absent.ts";`,
    /^Cannot load file: Module not found \S*absent\.ts \(\S*missing\.ts:2:\d+\)$/,
  ],
  [
    "unknown.ts",
    `import "nowhere";`,
    /^Cannot load file: Import "nowhere" not a dependency.* \(\S*unknown\.ts:1:\d+\)$/,
  ],
  [
    "name.ts",
    `import { x } from "./other.ts";\nx;`,
    /^Cannot load file: The requested module .*'x' \(\S*name\.ts:1:\d+\)$/,
  ],
  ["throws.ts", `\n\nthrow new TypeError("no");`, /^Cannot load file: TypeError: no \(\S*throws\.ts:3:\d+\)$/],
  [
    "worded.ts",
    `throw new RangeError("Cannot do it as x must be 1");`,
    /^Cannot load file: Cannot do it as x must be 1 \(\S*worded\.ts:1:\d+\)$/,
  ],
  ["notes.md", "# No code", /^Cannot load file: Expected a JavaScript or TypeScript module.* not supported$/],
  ["text.ts", `throw "a text";`, /^Cannot load file: a text$/],
  ["late.ts", "await Promise.reject(new Error('late'));", /^Cannot load file: Error: late \(\S*late\.ts:1:\d+\)$/],
];

for (const [name, code, message] of broken) {
  Deno.test(`a broken file is told in one line: ${name}`, async () => {
    const path = await write(name, code);
    const error = await assertRejects(() => loadModule(path, "file"), UsageError);
    assertMatch(error.message, message);
    assertEquals(error.message.includes("\n"), false);
  });
}

for (const path of [`${folder}/absent.ts`, folder]) {
  Deno.test(`what is no file is refused: ${path === folder ? "a folder" : "nothing"}`, async () => {
    const error = await assertRejects(() => loadModule(path, "file"), UsageError);
    assertEquals(error.message, `Cannot load file as it must be a file: there is none at ${path}`);
  });
}

for (
  const [text, path] of [["mnist", false], ["mnist-dcgan", false], ["./mine", true], ["mine.ts", true], [
    "mine.mjs",
    true,
  ], ["C:\\x", true]] as const
) {
  Deno.test(`${text} is ${path ? "a path" : "a name"}`, () => assertEquals(isPath(text), path));
}
