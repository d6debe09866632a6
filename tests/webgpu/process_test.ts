// Runs the tests of WebGPU in a process of their own: libtensorflow and the drivers of GPUs get into each other's way.
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const FORGER = fileURLToPath(new URL("../..", import.meta.url));

const TESTS = [
  "packages/core/webgpu_test.ts",
  "packages/layers/webgpu_layers_test.ts",
  "packages/losses/webgpu_losses_test.ts",
  "tests/webgpu/experiments_test.ts",
];

/** Runs a program of Deno's and gives its exit code with the end of what it printed. */
async function deno(args: readonly string[]): Promise<{ code: number; printed: string }> {
  const env = { FORGER_WEBGPU: "1", NO_COLOR: "1" };
  const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), { args: [...args], cwd: FORGER, env })
    .output();
  const printed = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  return { code, printed };
}

Deno.test({
  name: "webgpu, where there is an adapter: every test passes in a process of its own",
  ignore: Deno.env.get("FORGER_WEBGPU") !== undefined,
  fn: async () => {
    const { printed: config } = await deno(["run", "-qA", "tools/std.ts"]);
    const { code, printed } = await deno(["test", "-A", "--no-check", ...config.trim().split(" "), ...TESTS]);
    assertEquals(code, 0, printed.slice(-4000));
  },
});
