import { assertEquals } from "@std/assert";
import { importsOf } from "./imports.ts";

const cases: [label: string, code: string, expected: string[]][] = [
  ["a named import", `import { a } from "x";`, ["x"]],
  ["a default and a namespace", `import a, * as b from 'x';`, ["x"]],
  ["a type import", `import type { A } from "x";`, ["x"]],
  ["an inline type import", `import { type A, b as c } from "x";`, ["x"]],
  ["an import over several lines", `import {\n  a,\n  b,\n} from "x";`, ["x"]],
  ["an import for its effects", `import "x";`, ["x"]],
  ["re-exports", `export * from "x";\nexport { a } from "y";\nexport type { B } from "z";`, ["x", "y", "z"]],
  ["an import expression", `const a = await import("x");`, ["dynamic x"]],
  ["an import expression over lines", `import(\n  "x"\n)`, ["dynamic x"]],
  ["an import of a value that is not a literal", `import(name);`, []],
  ["a line comment", `// import "x";\nimport "y";`, ["y"]],
  ["a block comment", `/** \`\`\`ts\n * import { a } from "x";\n */\nimport "y";`, ["y"]],
  ["comment marks inside a text", `const a = "/*"; import "x"; const b = "*/";`, ["x"]],
  ["an address inside a text", `const a = "https://example.org"; import "x";`, ["x"]],
  ["a template", "const a = `import 'x'`;", []],
  ["a function whose parameter is called from", `export function f(from: string) { return from + "x"; }`, []],
  ["an exported text", `export const a = "x";`, []],
];

for (const [label, code, expected] of cases) {
  Deno.test(`importsOf reads ${label}`, () => {
    assertEquals(
      importsOf(code).map(({ specifier, dynamic }) => (dynamic ? `dynamic ${specifier}` : specifier)),
      expected,
    );
  });
}
