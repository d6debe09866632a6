import { assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { findPip } from "./_pip.ts";
import { pipDownload, type PipDownloadOptions } from "./_pip_download.ts";
import type { Environment } from "./cache_folder.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import { FAKE_BUILD, FAKE_WHEEL, FAKE_WHEEL_NAME } from "./testdata/fake_build.ts";
import { type FakePython, fakePython } from "./testdata/fake_python.ts";

const WITHOUT_SHELL = Deno.build.os === "windows";
const wheels = { [FAKE_WHEEL_NAME]: FAKE_WHEEL };

/** Runs a test with a folder of its own and a `PATH` that holds just the scripts named. */
async function withPythons(
  pythons: Record<string, FakePython>,
  test: (environment: Environment, folder: string, bin: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, "bin"));
    for (const [name, behaviour] of Object.entries(pythons)) await fakePython(folder, behaviour, name);
    await test({ PATH: join(folder, "bin"), SECRET: undefined }, folder, join(folder, "bin"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function options(environment: Environment, folder: string): PipDownloadOptions {
  return { wheel: FAKE_BUILD.wheels[0]!, platformTags: FAKE_BUILD.platformTags, folder, environment };
}

const PIP = { python: "python3", version: "23.2.1", pythonVersion: "3.11" };

Deno.test({
  name: "findPip() takes python3",
  ignore: WITHOUT_SHELL,
  fn: () => withPythons({ python3: {} }, async (environment) => assertEquals(await findPip(environment), PIP)),
});

Deno.test({
  name: "findPip() takes python where python3 has no pip",
  ignore: WITHOUT_SHELL,
  fn: () =>
    withPythons(
      {
        python3: { version: "/usr/bin/python3: No module named pip", versionCode: 1 },
        python: { version: "pip 25.3 from /a (python 3.13)" },
      },
      async (environment) =>
        assertEquals(await findPip(environment), { python: "python", version: "25.3", pythonVersion: "3.13" }),
    ),
});

const FAILURES: [string, Record<string, FakePython>, string, string][] = [
  [
    "no Python",
    {},
    "Python is missing, neither python3 nor python is on the PATH",
    "install Python 3 with pip, or set FORGER_LIBTENSORFLOW",
  ],
  [
    "no pip",
    { python3: { version: "/usr/bin/python3: No module named pip", versionCode: 1 } },
    "pip is missing",
    "python3-pip",
  ],
  [
    "an old pip",
    { python3: { version: "pip 20.2.4 from /a (python 3.8)" } },
    "pip 20.2.4 is too old, it must be 20.3 or newer",
    "--upgrade pip",
  ],
  [
    "a very old pip",
    { python3: { version: "pip 9.0.1 from /a (python 3.6)" } },
    "pip 9.0.1 is too old",
    "--upgrade pip",
  ],
  [
    "a broken Python",
    { python3: { version: "a trace\npyenv: python3: command not found", versionCode: 127 } },
    "`python3 -m pip --version` failed: pyenv: python3: command not found",
    "repair the Python installation",
  ],
];
for (const [name, pythons, problem, remedy] of FAILURES) {
  Deno.test({
    name: `findPip() says that there is ${name}`,
    ignore: WITHOUT_SHELL,
    fn: () =>
      withPythons(pythons, async (environment) => {
        const error = await assertRejects(() => findPip(environment), LibtensorflowError);
        assertStringIncludes(error.problem, "Cannot download libtensorflow: ");
        assertStringIncludes(error.problem, problem);
        assertStringIncludes(error.remedy, remedy);
      }),
  });
}

Deno.test({
  name: "findPip() finds no Python on an empty or missing PATH",
  ignore: WITHOUT_SHELL,
  fn: async () => {
    await assertRejects(() => findPip({}), LibtensorflowError, "Python is missing");
    await assertRejects(() => findPip({ PATH: "" }), LibtensorflowError, "Python is missing");
  },
});

Deno.test({
  name: "pipDownload() asks for one wheel by name, version, hash and platform",
  ignore: WITHOUT_SHELL,
  fn: () =>
    withPythons({ python3: { wheels } }, async (environment, folder, bin) => {
      const path = await pipDownload(PIP, options(environment, folder));
      assertEquals(basename(path), FAKE_WHEEL_NAME);
      assertEquals(await Deno.readFile(path), FAKE_WHEEL);
      assertEquals(
        await Deno.readTextFile(join(bin, "requirement.txt")),
        `tensorflow-cpu==1.0.0 --hash=sha256:${"ab".repeat(32)}\n`,
      );
      assertStringIncludes(
        await Deno.readTextFile(join(bin, "calls.txt")),
        "-m pip download --require-hashes --no-deps --only-binary=:all: --platform manylinux_2_27_x86_64 --platform manylinux2014_x86_64 " +
          "--python-version 3.11 --implementation cp --abi cp311 --no-cache-dir --no-input ",
      );
    }),
});

Deno.test({
  name: "pipDownload() reports the size of the growing file, and attempts after a fault",
  ignore: WITHOUT_SHELL,
  fn: () => {
    const output = "WARNING: Retrying (Retry(total=4)) after connection broken by 'x': /simple/\n";
    return withPythons({ python3: { wheels, seconds: 0.3, output } }, async (environment, folder) => {
      await Deno.mkdir(join(folder, "pip"));
      await Deno.writeFile(join(folder, "pip", "unfinished.whl"), new Uint8Array(1234));
      const heard: number[] = [];
      let retries = 0;
      const onBytes = (bytes: number) => heard.push(bytes);
      await pipDownload(PIP, { ...options(environment, folder), onBytes, onRetry: () => retries++ });
      assertEquals(heard[0], 1234);
      assertEquals(retries, 1);
    });
  },
});

Deno.test({
  name: "pipDownload() ends at once when it is aborted",
  ignore: WITHOUT_SHELL,
  fn: () =>
    withPythons({ python3: { wheels, seconds: 20 } }, async (environment, folder) => {
      const signal = AbortSignal.timeout(100);
      const start = performance.now();
      const error = await assertRejects(
        () => pipDownload(PIP, { ...options(environment, folder), signal }),
        DOMException,
      );
      assertEquals(error.name, "TimeoutError");
      assertLess(performance.now() - start, 15_000); // not when pip would end
    }),
});

Deno.test({
  name: "pipDownload() turns a failure of pip into one clear error",
  ignore: WITHOUT_SHELL,
  fn: () =>
    withPythons(
      { python3: { code: 1, output: "ERROR: No matching distribution found for tensorflow-cpu\n" } },
      async (environment, folder) => {
        await assertRejects(
          () => pipDownload(PIP, options(environment, folder)),
          LibtensorflowError,
          "does not offer this version: No matching distribution found for tensorflow-cpu. Remedy: ",
        );
      },
    ),
});
