import { assertEquals } from "@std/assert";
import { importsOf, withoutComments } from "./imports.ts";
import { type SourceFile, sourceFiles } from "./source_files.ts";

const MIDDLE = ["cluster", "data", "layers", "losses", "metrics", "samplers"];
const LIBRARIES = ["core", ...MIDDLE, "exports", "pages", "trainers"];

/** Which members each member may import. `later` is what only an `import(…)` expression may load. */
const ALLOWED: Readonly<Record<string, { readonly now: readonly string[]; readonly later?: readonly string[] }>> = {
  core: { now: [] },
  ...Object.fromEntries(MIDDLE.map((member) => [member, { now: ["core"] }])),
  trainers: { now: ["core", ...MIDDLE] },
  exports: { now: ["core", "layers"] },
  pages: { now: ["core", ...MIDDLE, "trainers"] },
  plugins: { now: LIBRARIES },
  cli: { now: LIBRARIES, later: ["plugins", "examples"] },
  examples: { now: [...LIBRARIES, "plugins"] },
  tests: { now: [...LIBRARIES, "plugins", "cli", "examples"] },
  offline: { now: [] },
  tools: { now: [] },
};

/** The member that a file or a specifier belongs to, such as `core` for `packages/core/mod.ts` and `@forger/core/x`. */
function memberOf(place: string): string | undefined {
  const [first, second] = place.split("/");
  if (first === "@forger" || first === "packages") return second;
  return first !== undefined && first in ALLOWED ? first : undefined;
}

/** Tests are not published, so their imports cannot close a circle between packages. */
const isTest = (path: string): boolean => /_(test|bench)\.ts$|\/testdata\//.test(path) || memberOf(path) === "tests";

function faultOf(path: string, specifier: string, dynamic: boolean): string | undefined {
  const member = memberOf(path);
  if (member === undefined) return "is in no known folder";
  if (specifier.startsWith(".")) {
    const folder = path.startsWith("packages/") ? `/packages/${member}/` : `/${path.split("/")[0]}/`;
    const target = new URL(specifier, `file:///${path}`).pathname;
    return target.startsWith(folder) ? undefined : "leaves its package: import the package by name";
  }
  if (/^(file|https?):|^\//.test(specifier)) return "is an address: name the dependency in deno.json";
  if (specifier.startsWith("@std/")) {
    return member === "cli" || isTest(path) || member === "offline"
      ? undefined
      : "may be imported by cli and tests only";
  }
  if (/^@tensorflow\/tfjs-(node-gpu|backend-webgpu)/.test(specifier)) {
    return member === "core" ? undefined : "may be imported by core only";
  }
  if (!specifier.startsWith("@forger/")) return undefined;
  const target = memberOf(specifier)!;
  const { now, later = [] } = ALLOWED[member]!;
  if (target === member) return "is its own package: import the file";
  if (now.includes(target) || (isTest(path) && LIBRARIES.includes(target))) return undefined;
  if (later.includes(target)) return dynamic ? undefined : "may be imported with import(…) only";
  return `points the wrong way: ${member} may import ${now.join(", ") || "no other package"}`;
}

function faultsOf({ path, text }: SourceFile): string[] {
  const faults = importsOf(text).flatMap(({ specifier, dynamic }) => {
    const fault = faultOf(path, specifier, dynamic);
    return fault ? [`${path}: "${specifier}" ${fault}`] : [];
  });
  if (memberOf(path) !== "core" && /\bDeno\s*\.\s*dlopen\b/.test(withoutComments(text))) {
    faults.push(`${path}: Deno.dlopen may be used by core only`);
  }
  return faults;
}

Deno.test("imports between packages point one way", async () => {
  const files = await sourceFiles((path) => path.endsWith(".ts"));
  assertEquals(files.flatMap(faultsOf), []);
});

const cases: [path: string, code: string, ok: boolean][] = [
  ["packages/losses/hinge.ts", `import { tidy } from "@forger/core";`, true],
  ["packages/losses/hinge.ts", `import type { Plugin } from "@forger/trainers";`, false],
  ["packages/losses/hinge.ts", `import { mnist } from "@forger/data";`, false],
  ["packages/losses/hinge_test.ts", `import { mnist } from "@forger/data";`, true],
  ["packages/losses/hinge_test.ts", `import { ema } from "@forger/plugins";`, false],
  ["packages/losses/hinge.ts", `export { x } from "@forger/losses/x";`, false],
  ["packages/core/mod.ts", `export * from "@forger/layers";`, false],
  ["packages/trainers/trainer.ts", `import { a } from "@forger/metrics";`, true],
  ["packages/trainers/trainer.ts", `import { a } from "@forger/plugins";`, false],
  ["plugins/ema.ts", `import type { Plugin } from "@forger/trainers";`, true],
  ["plugins/ema.ts", `import { main } from "@forger/cli";`, false],
  ["packages/cli/main.ts", `import { ema } from "@forger/plugins";`, false],
  ["packages/cli/main.ts", `await import("@forger/plugins");`, true],
  ["packages/trainers/trainer.ts", `await import("@forger/plugins");`, false],
  ["examples/mnist.ts", `import { ema } from "@forger/plugins";`, true],
  ["examples/mnist.ts", `import { main } from "@forger/cli";`, false],
  ["packages/core/backend.ts", `import "@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js";`, true],
  ["packages/layers/dense.ts", `import "@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js";`, false],
  ["packages/core/webgpu_backend.ts", `import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";`, true],
  ["packages/layers/dense.ts", `import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";`, false],
  ["packages/pages/playground.ts", `import "@tensorflow/tfjs-backend-wasm/package.json";`, true],
  ["packages/core/libtensorflow.ts", `Deno.dlopen(path, symbols);`, true],
  ["packages/core/libtensorflow.ts", `import { assert } from "@std/assert";`, false],
  ["plugins/ema.ts", `Deno.dlopen(path, symbols);`, false],
  ["plugins/ema.ts", `// Deno.dlopen(path, symbols);`, true],
  ["plugins/ema_test.ts", `import { assert } from "@std/assert";`, true],
  ["packages/cli/main.ts", `import { parseArgs } from "@std/cli/parse-args";`, true],
  ["packages/data/mnist.ts", `import { idx } from "./idx.ts";`, true],
  ["packages/data/mnist.ts", `import { Tensor } from "../core/tensor.ts";`, false],
  ["packages/data/testdata/rows.ts", `import { idx } from "../idx.ts";`, true],
  ["packages/data/mnist.ts", `import x from "https://example.org/x.ts";`, false],
  ["elsewhere/x.ts", `import { idx } from "./idx.ts";`, false],
];

for (const [path, code, ok] of cases) {
  Deno.test(`${path} ${ok ? "may" : "must not"} hold: ${code}`, () => {
    assertEquals(faultsOf({ path, text: code }).length, ok ? 0 : 1);
  });
}
