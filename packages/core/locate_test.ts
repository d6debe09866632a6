import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { basename, dirname, join } from "node:path";
import { type CheckedFile, identify, writeChecked } from "./_checked_files.ts";
import { writeManifest } from "./_installed.ts";
import { findLibtensorflow, type FindLibtensorflowOptions } from "./locate.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import { buildFor } from "./platform.ts";
import { FAKE_BUILD, FAKE_LIBRARIES, FAKE_WHEEL, FAKE_WHEEL_NAME } from "./testdata/fake_build.ts";
import type { DownloadProgress } from "./progress_line.ts";
import { fakePython } from "./testdata/fake_python.ts";
import { readContents } from "./testdata/read_contents.ts";

const LINUX = { os: "linux", arch: "x86_64", libc: "gnu" };

/** Declares a test in an empty home folder, whose only program is a Python with pip that takes so many seconds to download. */
function testFind(
  name: string,
  fn: (options: FindLibtensorflowOptions, home: string) => Promise<void>,
  { seconds = 0 }: { seconds?: number } = {},
): void {
  Deno.test({
    name: `findLibtensorflow() ${name}`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const home = await Deno.realPath(await Deno.makeTempDir());
      try {
        const bin = await fakePython(home, { wheels: { [FAKE_WHEEL_NAME]: FAKE_WHEEL }, seconds });
        await fn({ environment: { PATH: bin, HOME: home }, platform: LINUX, build: FAKE_BUILD }, home);
      } finally {
        await Deno.remove(home, { recursive: true });
      }
    },
  });
}

/** Writes the two libraries into a folder. */
async function writeLibraries(folder: string, names: readonly string[] = FAKE_BUILD.libraries): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const name of names) await Deno.writeTextFile(join(folder, name), name);
}

/** Puts a build into the cache: files that bear the libraries' names, and the note that their hashes were found right. */
async function install(cache: string, nvidia: boolean): Promise<string> {
  const { folderName } = buildFor({ ...LINUX, nvidia }), folder = join(cache, folderName);
  const sha256 = await readContents(folderName), checked: Record<string, CheckedFile> = {};
  for (const [path, hash] of Object.entries(sha256)) {
    await writeLibraries(dirname(join(folder, path)), [basename(path)]);
    checked[path] = { ...await identify(join(folder, path)), sha256: hash };
  }
  const sizes = Object.entries(checked).map(([path, { bytes }]) => [path, bytes]);
  await writeManifest(folder, { files: Object.fromEntries(sizes), sha256 });
  await writeChecked(folder, checked);
  return join(folder, "tensorflow");
}

testFind("takes the folder in FORGER_LIBTENSORFLOW", async (options, home) => {
  const folder = join(home, "mine");
  await writeLibraries(join(home, "elsewhere"));
  await Deno.symlink(join(home, "elsewhere"), folder);
  const environment = { ...options.environment, FORGER_LIBTENSORFLOW: folder };
  assertEquals(await findLibtensorflow({ ...options, environment }), {
    folder,
    libraryPath: join(home, "elsewhere", "libtensorflow_cc.so.2"),
    origin: "environment",
    version: undefined,
    gpu: false,
  });
});

testFind(
  "takes the folder around it in FORGER_LIBTENSORFLOW too, and sees NVIDIA's libraries beside it",
  async (options, home) => {
    const packages = join(home, "site-packages");
    await writeLibraries(join(packages, "tensorflow"));
    await Deno.mkdir(join(packages, "nvidia"));
    const environment = { FORGER_LIBTENSORFLOW: packages };
    const { folder, gpu } = await findLibtensorflow({ ...options, environment });
    assertEquals(folder, join(packages, "tensorflow"));
    assertEquals(gpu, true);
  },
);

testFind("names the library that FORGER_LIBTENSORFLOW lacks", async (options, home) => {
  const folder = join(home, "mine");
  const search = () => findLibtensorflow({ ...options, environment: { HOME: home, FORGER_LIBTENSORFLOW: folder } });
  const missing = (name: string) =>
    `Cannot use the folder in FORGER_LIBTENSORFLOW as it must hold ${name}: current value is ${folder}`;
  assertEquals((await assertRejects(search, LibtensorflowError)).problem, missing("libtensorflow_cc.so.2"));
  await writeLibraries(folder, ["libtensorflow_cc.so.2"]);
  const error = await assertRejects(search, LibtensorflowError);
  assertEquals(error.problem, missing("libtensorflow_framework.so.2"));
  assertStringIncludes(error.remedy, "unset FORGER_LIBTENSORFLOW");
});

testFind("takes FORGER_LIBTENSORFLOW where nothing can be downloaded", async (options, home) => {
  await writeLibraries(home, ["tensorflow.dll"]);
  const platform = { os: "windows", arch: "x86_64" };
  const { libraryPath } = await findLibtensorflow({ environment: { FORGER_LIBTENSORFLOW: home }, platform });
  assertEquals(libraryPath, join(home, "tensorflow.dll"));
  await assertRejects(
    () => findLibtensorflow({ ...options, platform, build: undefined }),
    LibtensorflowError,
    "for windows x86_64",
  );
});

testFind("downloads into the cache, and finds it there from then on", async (options, home) => {
  const first = await findLibtensorflow(options);
  const folder = join(home, ".cache", "forger", FAKE_BUILD.folderName, "tensorflow");
  const libraryPath = join(folder, "libtensorflow_cc.so.2");
  assertEquals(first, { folder, libraryPath, origin: "download", version: "1.0.0", gpu: false });
  assertEquals(await Deno.readTextFile(libraryPath), FAKE_LIBRARIES["tensorflow/libtensorflow_cc.so.2"]);
  assertEquals(await findLibtensorflow({ ...options, download: false }), { ...first, origin: "cache" });
  assertEquals(await findLibtensorflow({ ...options, environment: { HOME: home } }), { ...first, origin: "cache" });
});

const DAMAGES: readonly (readonly [what: string, damage: string, change: (library: string) => Promise<void>])[] = [
  ["too short", "has 100 bytes instead of 90000", (library) => Deno.truncate(library, 100)],
  [
    "changed in one byte",
    "has not the SHA-256 that it had when it was unpacked",
    async (library) => {
      using file = await Deno.open(library, { write: true });
      await file.seek(5000, Deno.SeekMode.Start);
      await file.write(Uint8Array.of(0));
    },
  ],
];
for (const [what, damage, change] of DAMAGES) {
  testFind(`downloads again what is ${what}, and says why`, async (options) => {
    const { folder, libraryPath } = await findLibtensorflow(options);
    await change(libraryPath);
    const is = `libtensorflow in ${dirname(folder)} is damaged: tensorflow/libtensorflow_cc.so.2 ${damage}`;
    const refused = await assertRejects(() => findLibtensorflow({ ...options, download: false }), LibtensorflowError);
    assertEquals(
      refused.problem,
      `Cannot find libtensorflow in ${dirname(dirname(folder))}: ${is}, and no download was asked for`,
    );
    const broken = { ...options.environment, PATH: "/nonexistent" };
    const failed = await assertRejects(
      () => findLibtensorflow({ ...options, environment: broken }),
      LibtensorflowError,
    );
    assertEquals(failed.problem.startsWith("Cannot download libtensorflow: Python is missing"), true);
    assertEquals(failed.problem.endsWith(`. It is needed as ${is}`), true);
    const said: string[] = [];
    const onProgress = ({ phase, message }: DownloadProgress) => phase === "damage" && said.push(message);
    assertEquals((await findLibtensorflow({ ...options, onProgress })).origin, "download");
    assertEquals(said, [`${is}; fetching it again`]);
    assertEquals(await Deno.readTextFile(libraryPath), FAKE_LIBRARIES["tensorflow/libtensorflow_cc.so.2"]);
    assertEquals((await findLibtensorflow({ ...options, onProgress })).origin, "cache");
    assertEquals(said.length, 1);
  });
}

testFind("says how far the check is where files are read again, and nothing else", async (options) => {
  const heard: DownloadProgress[] = [];
  await findLibtensorflow(options);
  await findLibtensorflow({ ...options, onProgress: (progress) => heard.push(progress) });
  const message = "Checking libtensorflow 1.0.0";
  assertEquals(heard, [{ phase: "check", message, doneBytes: 90_013, totalBytes: 90_013 }]);
});

testFind(
  "takes what an earlier version downloaded, and fetches it only if it is not what it should be",
  async (options) => {
    const { folder, libraryPath } = await findLibtensorflow(options), manifest = join(dirname(folder), "manifest.json");
    const { files } = JSON.parse(await Deno.readTextFile(manifest));
    await Deno.writeTextFile(manifest, JSON.stringify({ files }));
    assertEquals((await findLibtensorflow(options)).origin, "cache");
    await Deno.writeTextFile(libraryPath, "x".repeat(90_000));
    await Deno.writeTextFile(manifest, JSON.stringify({ files }));
    assertEquals((await findLibtensorflow(options)).origin, "download");
  },
);

testFind("does not download if that is not asked for", async (options, home) => {
  const error = await assertRejects(() => findLibtensorflow({ ...options, download: false }), LibtensorflowError);
  assertStringIncludes(error.problem, join(home, ".cache", "forger"));
  assertStringIncludes(error.remedy, "allow the download");
  assertEquals([...Deno.readDirSync(home)].map(({ name }) => name), ["bin"]);
});

testFind("downloads once for two that need it at once", async (options, home) => {
  const waits: string[] = [];
  const find = () =>
    findLibtensorflow({ ...options, onProgress: ({ phase, message }) => phase === "wait" && waits.push(message) });
  const found = await Promise.all([find(), find()]);
  assertEquals(found.map(({ origin }) => origin).sort(), ["cache", "download"]);
  assertEquals(waits, [`Another process (${Deno.pid}) is downloading libtensorflow 1.0.0, waiting for it`]);
  const calls = await Deno.readTextFile(join(home, "bin", "calls.txt"));
  assertEquals(calls.match(/pip download/g)?.length, 1);
}, { seconds: 0.4 });

testFind("goes on itself if the one that it waited for fails", async (options, home) => {
  const controller = new AbortController();
  const begun = Promise.withResolvers<void>();
  const failing = findLibtensorflow({ ...options, onProgress: () => begun.resolve(), signal: controller.signal });
  const failure = assertRejects(() => failing, Error, "enough");
  await begun.promise;
  const stop = ({ phase }: DownloadProgress): void => void (phase === "wait" && controller.abort(new Error("enough")));
  const waiting = findLibtensorflow({ ...options, onProgress: stop });
  await failure;
  assertEquals((await waiting).origin, "download");
  assert((await Deno.stat(join(home, ".cache", "forger", FAKE_BUILD.folderName))).isDirectory);
}, { seconds: 0.4 });

testFind("prefers the build for the machine, and takes the other before it fails", async (_, home) => {
  const environment = { HOME: home, FORGER_CACHE: home };
  const find = (nvidia: boolean) => findLibtensorflow({ environment, platform: { ...LINUX, nvidia }, download: false });
  const cpu = await install(home, false);
  assertEquals((await find(false)).folder, cpu);
  assertEquals((await find(true)).folder, cpu);
  const gpu = await install(home, true);
  assertEquals((await find(false)).folder, cpu);
  assertEquals(await find(true), {
    folder: gpu,
    libraryPath: join(gpu, "libtensorflow_cc.so.2"),
    origin: "cache",
    version: "2.21.0",
    gpu: true,
  });
  await Deno.remove(dirname(cpu), { recursive: true });
  assertEquals((await find(false)).folder, gpu);
});

testFind("downloads the CUDA build for a GPU although the build for processors is there", async (options, home) => {
  await install(join(home, ".cache", "forger"), false);
  const build = { ...FAKE_BUILD, gpu: true };
  const { origin, gpu } = await findLibtensorflow({ ...options, build, platform: { ...LINUX, nvidia: true } });
  assertEquals([origin, gpu], ["download", true]);
});

testFind("says that the cache folder cannot be written", async (options, home) => {
  const file = join(home, "file");
  await Deno.writeTextFile(file, "not a folder");
  const environment = { ...options.environment, FORGER_CACHE: join(file, "cache") };
  const error = await assertRejects(() => findLibtensorflow({ ...options, environment }), LibtensorflowError);
  assertEquals(error.problem, `Cannot write to the cache folder ${join(file, "cache")}: Not a directory`);
  assertStringIncludes(error.remedy, "set FORGER_CACHE to a folder that you can write");
});

testFind("says that there is no Python", async (options, home) => {
  const environment = { HOME: home, PATH: "/nonexistent" };
  await assertRejects(() => findLibtensorflow({ ...options, environment }), LibtensorflowError, "Python is missing");
});
