import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { contentsOf } from "./_contents_of.ts";
import { hashFile } from "./_hash_file.ts";
import { checkInstallation } from "./_installed.ts";
import { fetchLibtensorflow, type FetchOptions } from "./fetch.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import type { DownloadProgress } from "./progress_line.ts";
import { FAKE_BUILD, FAKE_LIBRARIES, FAKE_SHA256, FAKE_WHEEL, FAKE_WHEEL_NAME } from "./testdata/fake_build.ts";
import { type FakePython, fakePython } from "./testdata/fake_python.ts";
import { fakeWheel } from "./testdata/fake_wheel.ts";

const wheels = { [FAKE_WHEEL_NAME]: FAKE_WHEEL };

/** Declares a test of a fetch into an empty cache, with a Python that behaves like this. */
function testFetch(
  name: string,
  python: FakePython,
  fn: (options: FetchOptions, entries: () => string[]) => Promise<void>,
): void {
  Deno.test({
    name: `fetchLibtensorflow() ${name}`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const home = await Deno.makeTempDir();
      try {
        const cache = join(home, "cache");
        await Deno.mkdir(cache);
        const environment = { PATH: await fakePython(home, python) };
        const entries = () => [...Deno.readDirSync(cache)].map(({ name }) => name);
        await fn({ build: FAKE_BUILD, folder: join(cache, FAKE_BUILD.folderName), environment }, entries);
      } finally {
        await Deno.remove(home, { recursive: true });
      }
    },
  });
}

testFetch("leaves the libraries, the manifest and nothing else", { wheels }, async (options, entries) => {
  await fetchLibtensorflow(options);
  assertEquals(entries(), [FAKE_BUILD.folderName]);
  for (const [path, text] of Object.entries(FAKE_LIBRARIES)) {
    assertEquals(await Deno.readTextFile(join(options.folder, path)), text);
  }
  assertEquals([...Deno.readDirSync(options.folder)].map(({ name }) => name).sort(), ["manifest.json", "tensorflow"]);
  assertEquals([...Deno.readDirSync(join(options.folder, "tensorflow"))].length, 2);
  assertEquals(await checkInstallation(options.folder, FAKE_BUILD.contents), { isWhole: true });
});

testFetch("notes size and SHA-256 of each library in the manifest", { wheels }, async (options) => {
  await fetchLibtensorflow(options);
  const { files, sha256 } = JSON.parse(await Deno.readTextFile(join(options.folder, "manifest.json")));
  const paths = Object.keys(FAKE_LIBRARIES);
  assertEquals(files, Object.fromEntries(paths.map((path) => [path, FAKE_LIBRARIES[path]!.length])));
  for (const path of paths) assertEquals(sha256[path], await hashFile(join(options.folder, path)), path);
  assertEquals(Object.keys(sha256).length, paths.length);
});

testFetch("says what it does, how far it is and how large it is", { wheels }, async (options) => {
  const heard: DownloadProgress[] = [];
  await fetchLibtensorflow({ ...options, onProgress: (progress) => heard.push(progress) });
  assertEquals(heard[0], {
    phase: "download",
    message: "Fetching libtensorflow 1.0.0 (1 kB, once)",
    doneBytes: 0,
    totalBytes: FAKE_WHEEL.length,
  });
  const downloads = heard.filter(({ phase }) => phase === "download");
  assertEquals(downloads.at(-1)?.doneBytes, FAKE_WHEEL.length);
  assertEquals(heard.at(-1), {
    phase: "unpack",
    message: "Unpacking libtensorflow 1.0.0",
    doneBytes: 90_013,
    totalBytes: 90_013,
  });
});

const cuda = fakeWheel({
  "nvidia/cuda_nvrtc/lib/liba.so.12": "a",
  "nvidia/cuda_nvcc/bin/ptxas": "assembler",
  "nvidia/a.txt": "-",
});
const twoWheels = { ...wheels, "nvidia_all_cu12-2.0-py3-none-any.whl": cuda };

testFetch("puts the libraries of several wheels beside each other", { wheels: twoWheels }, async (options) => {
  const members = /^nvidia\/.*\/(lib|bin)\//;
  const link = { path: "nvidia/nvrtc", target: "cuda_nvrtc" };
  const second = {
    project: "nvidia-all-cu12",
    version: "2.0",
    sha256: "00".repeat(32),
    bytes: cuda.length,
    unpackedBytes: 10,
    members,
    link,
  };
  const contents = contentsOf({
    ...FAKE_SHA256,
    "nvidia/cuda_nvrtc/lib/liba.so.12": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    "nvidia/cuda_nvcc/bin/ptxas": "1ca89e861e514f1a2cdde83f8ed49a69b1c19a76dd2c3bd76bd7ffe36364bd11",
  });
  const build = { ...FAKE_BUILD, gpu: true, wheels: [...FAKE_BUILD.wheels, second], contents };
  const heard: DownloadProgress[] = [];
  await fetchLibtensorflow({ ...options, build, onProgress: (progress) => heard.push(progress) });
  const nvidia = join(options.folder, "nvidia");
  assertEquals(await Deno.readTextFile(join(nvidia, "nvrtc", "lib", "liba.so.12")), "a");
  assertEquals((await Deno.stat(join(nvidia, "cuda_nvcc", "bin", "ptxas"))).mode! & 0o111, 0o111);
  assertEquals(await checkInstallation(options.folder, contents), { isWhole: true });
  for (const phase of ["download", "unpack"] as const) {
    const done = heard.filter((progress) => progress.phase === phase).map(({ doneBytes }) => doneBytes);
    assertEquals(done, done.toSorted((a, b) => a - b));
    assertEquals(done.at(-1), phase === "download" ? FAKE_WHEEL.length + cuda.length : 90_023);
  }
  assertStringIncludes(heard[0]!.message, "libtensorflow 1.0.0 with CUDA (2 kB, once)");
});

testFetch("replaces a damaged folder and removes what dead processes left", { wheels }, async (options, entries) => {
  await Deno.mkdir(join(options.folder, "tensorflow"), { recursive: true });
  await Deno.writeTextFile(join(options.folder, "tensorflow", "old.so"), "old");
  await Deno.mkdir(`${options.folder}.partial-123/root`, { recursive: true });
  await fetchLibtensorflow(options);
  assertEquals(entries(), [FAKE_BUILD.folderName]);
  assertEquals(await checkInstallation(options.folder, FAKE_BUILD.contents), { isWhole: true });
  assertEquals([...Deno.readDirSync(join(options.folder, "tensorflow"))].length, 2);
});

testFetch("leaves nothing behind if pip fails", { code: 1, output: "ERROR: no" }, async (options, entries) => {
  await assertRejects(() => fetchLibtensorflow(options), LibtensorflowError, "pip failed: no");
  assertEquals(entries(), []);
});

const broken = FAKE_WHEEL.slice();
broken[80] = broken[80]! ^ 0xff;

testFetch(
  "leaves nothing behind if the wheel is damaged",
  { wheels: { [FAKE_WHEEL_NAME]: broken } },
  async (options, entries) => {
    await assertRejects(() => fetchLibtensorflow(options), LibtensorflowError, "Cannot unpack ");
    assertEquals(entries(), []);
  },
);

const other = { [FAKE_WHEEL_NAME]: fakeWheel({ "tensorflow/libtensorflow_cc.so.2": "small" }) };

testFetch("leaves nothing behind if the wheel is another one", { wheels: other }, async (options, entries) => {
  await assertRejects(() => fetchLibtensorflow(options), LibtensorflowError, "must be 90013 bytes: current value is 5");
  assertEquals(entries(), []);
});

const twin = {
  [FAKE_WHEEL_NAME]: fakeWheel({ ...FAKE_LIBRARIES, "tensorflow/libtensorflow_framework.so.2": "a framework  " }),
};

testFetch(
  "leaves nothing behind if a library is another one of the same size",
  { wheels: twin },
  async (options, entries) => {
    const error = await assertRejects(() => fetchLibtensorflow(options), LibtensorflowError);
    assertStringIncludes(
      error.problem,
      `the SHA-256 of its files must be ${FAKE_BUILD.contents} together: current value is `,
    );
    assertEquals(entries(), []);
  },
);

testFetch("refuses to begin where the disk is too small", { wheels }, async (options, entries) => {
  const build = { ...FAKE_BUILD, wheels: [{ ...FAKE_BUILD.wheels[0]!, unpackedBytes: 1e18 }] };
  const error = await assertRejects(() => fetchLibtensorflow({ ...options, build }), LibtensorflowError);
  assertStringIncludes(error.problem, "GB are needed and ");
  assertEquals(entries(), []);
});

testFetch("says so if the disk fills up while unpacking", { wheels }, async (options, entries) => {
  const onProgress = ({ phase }: DownloadProgress): void => {
    if (phase === "unpack") throw Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
  };
  await assertRejects(() => fetchLibtensorflow({ ...options, onProgress }), LibtensorflowError, "no space is left");
  assertEquals(entries(), []);
});

testFetch("leaves nothing behind if it is aborted while unpacking", { wheels }, async (options, entries) => {
  const controller = new AbortController();
  const onProgress = ({ phase, doneBytes }: DownloadProgress): void => {
    if (phase === "download" && doneBytes === FAKE_WHEEL.length) controller.abort(new Error("enough"));
  };
  await assertRejects(() => fetchLibtensorflow({ ...options, onProgress, signal: controller.signal }), Error, "enough");
  assertEquals(entries(), []);
});
