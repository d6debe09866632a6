import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { pythonEnvironment } from "./python_environment.ts";
import type { ToolAnswer } from "./run_tool.ts";

const REQUIREMENTS = "torch==1.2.3\ntensorflow-cpu==4.5.6 ; sys_platform != 'darwin'\ntensorflow==4.5.6\n";

/** A machine whose tools only write down what they are asked, in a cache folder of its own. */
async function machine(
  { pip = { success: true, output: "" }, python = "3.12\n" }: { pip?: ToolAnswer; python?: string } = {},
) {
  const cache = await Deno.makeTempDir();
  const requirements = join(cache, "requirements-file.txt");
  await Deno.writeTextFile(requirements, REQUIREMENTS);
  const calls: string[] = [];
  const run = async (command: string, args: readonly string[]): Promise<ToolAnswer> => {
    if (args[1]?.includes("version_info")) {
      return python === "" ? { success: false, output: `there is no ${command}` } : { success: true, output: python };
    }
    if (args[1]?.includes("sysconfig")) return { success: true, output: `${cache}/site-packages\n` };
    calls.push(args.slice(1, 3).join(" ").replace(cache, "CACHE"));
    if (args[1] === "venv") await Deno.mkdir(args[2]!);
    return args[1] === "pip" ? pip : { success: true, output: "" };
  };
  const folder = join(cache, "benchmark-python-3.12-torch-1.2.3-tensorflow-4.5.6");
  return { cache, calls, folder, find: () => pythonEnvironment({ cache, requirements, run }), requirements };
}

const INSTALLATION = ["venv CACHE/benchmark-python-3.12-torch-1.2.3-tensorflow-4.5.6", "pip install"];

Deno.test("the peers' Python is made once and then reused", async () => {
  const { calls, find, folder } = await machine();
  const first = await find();
  assertEquals(first.version, "3.12");
  assertEquals(first.python.startsWith(folder), true);
  assertEquals(calls, INSTALLATION);
  assertEquals(await find(), first);
  assertEquals(calls, INSTALLATION);
});

Deno.test("what an interrupted installation left is removed and made anew", async () => {
  const { calls, find, folder } = await machine();
  await Deno.mkdir(join(folder, "lib"), { recursive: true });
  await Deno.writeTextFile(join(folder, "lib", "half"), "");
  await find();
  assertEquals(calls, INSTALLATION);
  await assertRejects(() => Deno.stat(join(folder, "lib", "half")), Deno.errors.NotFound);
});

Deno.test("changed requirements have the environment made anew", async () => {
  const { calls, find, requirements } = await machine();
  await find();
  await Deno.writeTextFile(requirements, `${REQUIREMENTS}numpy==7.8.9\n`);
  await find();
  assertEquals(calls, [...INSTALLATION, ...INSTALLATION]);
});

Deno.test("two processes that need the environment at once share one", async () => {
  const { calls, find } = await machine();
  const [first, second] = await Promise.all([find(), find()]);
  assertEquals(first, second);
  assertEquals(calls, INSTALLATION);
});

Deno.test("a failure of pip is told in its words and leaves nothing that looks whole", async () => {
  const output = "WARNING: old pip\nERROR: No matching distribution found for torch==1.2.3\nnotice\n";
  const { calls, find } = await machine({ pip: { success: false, output } });
  const message = "Cannot install the peers as `";
  await assertRejects(find, Error, message);
  await assertRejects(find, Error, "failed: No matching distribution found for torch==1.2.3");
  assertEquals(calls, [...INSTALLATION, ...INSTALLATION]);
});

Deno.test("a failure for want of a network is told as that", async () => {
  const output = "WARNING: Retrying (Retry(total=0)) after connection broken\nERROR: No matching distribution found\n";
  const { find } = await machine({ pip: { success: false, output } });
  await assertRejects(find, Error, "failed: pip cannot reach its package index (No matching distribution found)");
});

Deno.test("a Python without packages for it is refused, and so is none", async () => {
  const old = await machine({ python: "3.8\n" });
  await assertRejects(old.find, Error, "Python must be 3.11, 3.12, 3.13 on the PATH: python3 is 3.8");
  const none = await machine({ python: "" });
  await assertRejects(none.find, Error, "there is none");
});
