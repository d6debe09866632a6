import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { Environment } from "./cache_folder.ts";
import { diagnose } from "./doctor.ts";
import type { Check } from "./diagnosis.ts";
import { thisPlatform } from "./platform.ts";
import { fakePython } from "./testdata/fake_python.ts";

/** Declares a test in an empty home folder, whose only program is a Python with a pip that fails to download. */
function testDiagnose(name: string, fn: (environment: Environment, home: string) => Promise<void>): void {
  const { os, arch } = thisPlatform();
  Deno.test({
    name: `diagnose() ${name}`,
    ignore: os !== "linux" || arch !== "x86_64",
    fn: async () => {
      const home = await Deno.realPath(await Deno.makeTempDir());
      try {
        const PATH = await fakePython(home, { code: 1, output: "ERROR: not today" });
        await fn({ PATH, HOME: home, FORGER_CACHE: join(home, "cache"), CUDA_VISIBLE_DEVICES: "-1" }, home);
      } finally {
        await Deno.remove(home, { recursive: true });
      }
    },
  });
}

/** A folder with files that bear the libraries' names. */
async function writeLibraries(home: string): Promise<string> {
  for (const name of ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]) {
    await Deno.writeTextFile(join(home, name), "");
  }
  return home;
}

const named = (checks: Check[], name: string): Check | undefined => checks.find((check) => check.name === name);

testDiagnose("looks at an empty machine, downloads nothing and changes nothing", async (environment, home) => {
  const checks = await diagnose({ environment, loadLibrary: () => assert(false, "there is nothing to load") as never });
  assertEquals(named(checks, "libtensorflow")?.found, "not downloaded yet");
  assertEquals(named(checks, "Python and pip")?.found, "pip 23.2.1 of Python 3.11 (python3)");
  assertStringIncludes(named(checks, "Cache folder")?.found ?? "", `${join(home, "cache")}, `);
  assertEquals(named(checks, "Deno")?.found, Deno.version.deno);
  assertEquals(named(checks, "Opening it"), undefined);
  assertEquals([...Deno.readDirSync(home)].map(({ name }) => name), ["bin"]);
  assertEquals((await Deno.readTextFile(join(home, "bin", "calls.txt"))).trim(), "-m pip --version");
});

testDiagnose("opens the library that it found", async (environment, home) => {
  const FORGER_LIBTENSORFLOW = await writeLibraries(home);
  let opened = "";
  const loadLibrary = (path: string) => {
    opened = path;
    return Promise.resolve({ version: "2.21.0", devices: ["CPU:0"] });
  };
  const checks = await diagnose({ environment: { ...environment, FORGER_LIBTENSORFLOW }, loadLibrary });
  assertEquals(opened, join(home, "libtensorflow_cc.so.2"));
  assertEquals(named(checks, "libtensorflow")?.found, `named by FORGER_LIBTENSORFLOW and not checked, in ${home}`);
  assertEquals(named(checks, "Opening it")?.found, "TensorFlow 2.21.0 on CPU:0");
  const unopened = await diagnose({ environment: { ...environment, FORGER_LIBTENSORFLOW } });
  assertEquals(named(unopened, "Opening it"), undefined);
});

testDiagnose("tells what opening the library threw", async (environment, home) => {
  const FORGER_LIBTENSORFLOW = await writeLibraries(home);
  const loadLibrary = () => {
    throw new Error("invalid ELF header");
  };
  const checks = await diagnose({ environment: { ...environment, FORGER_LIBTENSORFLOW }, loadLibrary });
  assertEquals(named(checks, "Opening it")?.ok, "problem");
  assertEquals(named(checks, "Opening it")?.found, "invalid ELF header");
});

testDiagnose("downloads if that is asked for, and tells why it failed", async (environment) => {
  const phases = new Set<string>();
  const checks = await diagnose({ environment, download: true, onProgress: ({ phase }) => phases.add(phase) });
  assertEquals(named(checks, "libtensorflow")?.ok, "problem");
  assertStringIncludes(named(checks, "libtensorflow")?.found ?? "", "not today");
  assertEquals([...phases], ["download"]);
});

testDiagnose(
  "reports a folder that lacks the library, a missing home and a missing Python",
  async (environment, home) => {
    const wrong = await diagnose({ environment: { ...environment, FORGER_LIBTENSORFLOW: join(home, "missing") } });
    assertEquals(named(wrong, "libtensorflow")?.ok, "problem");
    const bare = await diagnose({
      environment: { PATH: "/nonexistent", FORGER_LIBTENSORFLOW: await writeLibraries(home) },
    });
    assertEquals(named(bare, "Cache folder")?.ok, "problem");
    assertStringIncludes(named(bare, "Python and pip")?.found ?? "", "Python is missing");
  },
);

testDiagnose("does not hide a fault of the program", async (environment, home) => {
  const broken = new Proxy(environment, {
    get: (target, name) => {
      if (name === "FORGER_LIBTENSORFLOW") throw new TypeError("a bug");
      return Reflect.get(target, name);
    },
  });
  await assertRejects(() => diagnose({ environment: broken }), TypeError, "a bug");
  assertEquals([...Deno.readDirSync(home)].length, 1);
});
