import { assertEquals } from "@std/assert";
import { type SourceFile, sourceFiles } from "./source_files.ts";

const MAX_LINES = 450;
const RULES: readonly (readonly [pattern: RegExp, fault: string])[] = [
  [
    /registry\.npmjs|\bnpmjs\.(com|org)|\bpypi\.org|pythonhosted|https?:\/\/(?:\w+\.)*jsr\.io/i,
    "names a package registry's host",
  ],
  [/(?<![\w.*-])\/(?:work|root|home(?!\/(?:me|you)\b))\//, "holds a path of one machine"],
];
const isText = (path: string): boolean =>
  /(^|\/)[^.]+$|\.(ts|js|json|lock|md|py|sh|ya?ml|html|css|toml|gitignore)$/.test(path) || path.startsWith(".ci/");
const isTest = (path: string): boolean => /_test\.\w+$|(^|\/)(testdata|tests)\//.test(path);

function textFaults({ path, text }: SourceFile): string[] {
  return text.split("\n").flatMap((line, index) =>
    RULES.filter(([pattern]) => pattern.test(line)).map(([, fault]) => `${path}:${index + 1} ${fault}: ${line.trim()}`)
  );
}

function lengthFaults({ path, text }: SourceFile): string[] {
  const lines = text.trimEnd().split("\n").length;
  return lines > MAX_LINES && /\.(ts|py)$/.test(path) && !isTest(path) ? [`${path} has ${lines} lines: split it`] : [];
}

Deno.test("no file names a registry's host or a path of one machine", async () => {
  const files = await sourceFiles((path) => isText(path) && !import.meta.url.endsWith(path));
  assertEquals(files.flatMap(textFaults), []);
});

Deno.test(`no source file is longer than ${MAX_LINES} lines`, async () => {
  assertEquals((await sourceFiles(isText)).flatMap(lengthFaults), []);
});

const cases: [line: string, ok: boolean][] = [
  [`import x from "https://jsr.io/@std/assert/mod.ts";`, false],
  [`"@std/assert": "jsr:@std/assert@^1"`, true],
  ["https://registry.npmjs.org/sharp", false],
  ["see https://PyPI.org/project/tensorflow", false],
  ["files.pythonhosted.org", false],
  ["see https://arxiv.org/abs/1406.2661", true],
  [`const path = "/home/someone/data";`, false],
  ["file:///root/x.ts", false],
  ["/work/data", false],
  ["https://example.org/home/page", true],
  ["/home/me/data", true],
  ["./work/data", true],
  ["$HOME/data", true],
];

for (const [line, ok] of cases) {
  Deno.test(`project text ${ok ? "may" : "must not"} hold: ${line}`, () => {
    assertEquals(textFaults({ path: "x.ts", text: line }).length, ok ? 0 : 1);
  });
}

Deno.test("only source files have a greatest length", () => {
  const text = "x\n".repeat(MAX_LINES + 1);
  assertEquals(lengthFaults({ path: "packages/core/x.ts", text }).length, 1);
  assertEquals(lengthFaults({ path: "packages/core/x.ts", text: "x\n".repeat(MAX_LINES) }), []);
  assertEquals(lengthFaults({ path: "packages/core/x_test.ts", text }), []);
  assertEquals(lengthFaults({ path: "README.md", text }), []);
});
