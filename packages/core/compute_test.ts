import { assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startCompute } from "./compute.ts";

/** Runs a program in a process of its own, as a backend is started once per process. */
async function run(program: string, environment: Record<string, string>): Promise<{ out: string; error: string }> {
  const module = import.meta.resolve("./mod.ts");
  const command = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", `import { startCompute } from ${JSON.stringify(module)}; ${program}`],
    env: environment,
    cwd: new URL("../..", import.meta.url).pathname,
  });
  const { stdout, stderr } = await command.output();
  return { out: new TextDecoder().decode(stdout).trim(), error: new TextDecoder().decode(stderr).trim() };
}

const REPORT = "const c = await startCompute(); console.log(JSON.stringify({ backend: c.backend, reason: c.reason }));";

Deno.test("the backend that was started computes, and starting again gives the same", async () => {
  const first = await startCompute();
  assertEquals(await startCompute(), first);
  assertEquals(tf.getBackend(), first.backend);
  assertEquals(tf.tidy(() => tf.tensor1d([1, 2, 3]).sum().dataSync()[0]), 6);
});

Deno.test("starting prints nothing", async () => {
  for (const backend of ["auto", "cpu"]) {
    const { out, error } = await run(`await startCompute({ backend: "${backend}" })`, {});
    assertEquals([out, error], ["", ""]);
  }
});

Deno.test("two starts at once give the same, and print nothing", async () => {
  const { out, error } = await run(
    "const both = await Promise.all([startCompute(), startCompute()]); console.log(both[0] === both[1]);",
    {},
  );
  assertEquals([out, error], ["true", ""]);
});

Deno.test("a start that failed does not keep the next one from starting", async () => {
  const failing = startCompute({ backend: "gpu" as never }), next = startCompute();
  await assertRejects(() => failing, RangeError, "backend must be");
  assertEquals(typeof (await next).backend, "string");
});

Deno.test("without libtensorflow the plain backend is taken, and says why", async () => {
  const { out } = await run(REPORT, { FORGER_LIBTENSORFLOW: "/nowhere" });
  const { backend, reason } = JSON.parse(out);
  assertEquals(backend, "cpu");
  assertEquals(reason.includes("/nowhere"), true);
});

Deno.test("a file that is no library is refused with the remedy, and the plain backend is taken", async () => {
  const folder = await Deno.makeTempDir();
  const names = Deno.build.os === "darwin"
    ? ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"]
    : ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
  for (const name of names) await Deno.writeTextFile(`${folder}/${name}`, "no library");
  const { out } = await run(REPORT, { FORGER_LIBTENSORFLOW: folder });
  const { backend, reason } = JSON.parse(out);
  assertEquals(backend, "cpu");
  assertEquals(reason.startsWith(`Cannot load ${await Deno.realPath(folder)}`), true, reason);
  assertEquals(reason.includes("deno task doctor"), true, reason);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an unknown backend is refused", async () => {
  await assertRejects(
    () => startCompute({ backend: "gpu" as never }),
    RangeError,
    "backend must be auto, tensorflow, webgpu or cpu: current value is gpu",
  );
});
