import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { contentsOf } from "./_contents_of.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import { buildFor, libraryNames, thisPlatform } from "./platform.ts";
import { readContents } from "./testdata/read_contents.ts";

Deno.test("buildFor() takes the wheel for the processor where there is no GPU", () => {
  const build = buildFor({ os: "linux", arch: "x86_64", libc: "gnu" });
  assertEquals(build.gpu, false);
  assertEquals(build.folderName, "libtensorflow-2.21.0-linux-x86_64");
  assertEquals(build.platformTags, ["manylinux_2_27_x86_64", "manylinux2014_x86_64"]);
  assertEquals(build.wheels.map(({ project, sha256 }) => [project, sha256]), [
    ["tensorflow-cpu", "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c"],
  ]);
});

Deno.test("buildFor() takes the CUDA build and NVIDIA's libraries for a GPU", () => {
  const build = buildFor({ os: "linux", arch: "x86_64", libc: "gnu", nvidia: true });
  assertEquals(build.gpu, true);
  assertEquals(build.folderName, "libtensorflow-2.21.0-linux-x86_64-gpu");
  const projects = build.wheels.map(({ project }) => project);
  assertEquals(projects[0], "tensorflow");
  // What TensorFlow opens before it accepts a GPU, and what these in turn need.
  for (const name of ["cublas", "cuda-runtime", "cudnn", "cufft", "cusolver", "cusparse", "nvjitlink", "cuda-nvrtc"]) {
    assert(projects.includes(`nvidia-${name}-cu12`), name);
  }
});

Deno.test("buildFor() has no CUDA build outside Linux on x86_64", () => {
  for (const [os, arch] of [["linux", "aarch64"], ["darwin", "aarch64"]] as const) {
    const build = buildFor({ os, arch, nvidia: true });
    assertEquals(build.gpu, false);
    assertEquals(build.folderName, `libtensorflow-2.21.0-${os}-${arch}`);
    assertEquals(build.wheels.length, 1);
  }
  assertEquals(buildFor({ os: "darwin", arch: "aarch64" }).platformTags, ["macosx_12_0_arm64"]);
});

Deno.test("buildFor() wants just the shared libraries of a wheel", () => {
  const wanted = (os: string, nvidia: boolean, name: string): boolean =>
    buildFor({ os, arch: os === "darwin" ? "aarch64" : "x86_64", nvidia }).wheels.some(({ members }) =>
      members.test(name)
    );
  assert(wanted("linux", false, "tensorflow/libtensorflow_cc.so.2"));
  assert(wanted("linux", false, "tensorflow/libtensorflow_framework.so.2"));
  assert(wanted("darwin", false, "tensorflow/libtensorflow_cc.2.dylib"));
  assert(!wanted("linux", false, "tensorflow/python/libtensorflow_cc.so.2"));
  assert(!wanted("linux", false, "tensorflow/__init__.py"));
  assert(wanted("linux", true, "nvidia/cudnn/lib/libcudnn_ops.so.9"));
  assert(wanted("linux", true, "nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.8"));
  assert(wanted("linux", true, "nvidia/cuda_nvcc/bin/ptxas"));
  assert(wanted("linux", true, "nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc"));
  assert(!wanted("linux", true, "nvidia/cusolver/lib/libcusolverMg.so.11"));
  assert(!wanted("linux", true, "nvidia/cudnn/include/cudnn.h"));
  assert(!wanted("linux", true, "nvidia/cudnn/lib/__init__.py"));
});

Deno.test("buildFor() knows the SHA-256 of every library, by that of their list", async () => {
  for (const nvidia of [false, true]) {
    for (const [os, arch] of [["linux", "x86_64"], ["linux", "aarch64"], ["darwin", "aarch64"]] as const) {
      const { contents, folderName, libraries } = buildFor({ os, arch, nvidia });
      const listed = await readContents(folderName);
      assertEquals(contents, contentsOf(listed), folderName);
      for (const library of libraries) assertMatch(listed[`tensorflow/${library}`] ?? "", /^[0-9a-f]{64}$/, folderName);
    }
  }
});

Deno.test("buildFor() pins every wheel", () => {
  for (const nvidia of [false, true]) {
    for (const [os, arch] of [["linux", "x86_64"], ["linux", "aarch64"], ["darwin", "aarch64"]] as const) {
      for (const wheel of buildFor({ os, arch, nvidia }).wheels) {
        assertMatch(wheel.sha256, /^[0-9a-f]{64}$/);
        assertMatch(wheel.version, /^\d+(\.\d+)+$/);
        assert(wheel.bytes > 0 && wheel.unpackedBytes > 0);
      }
    }
  }
});

Deno.test("buildFor() says why a machine has no build, and what to do", () => {
  const cases: [string, string, string | undefined, string, string][] = [
    ["linux", "x86_64", "musl", "it needs the GNU C library", "use a system with the GNU C library"],
    ["windows", "x86_64", "msvc", "cannot be used without Python", "run inside WSL 2"],
    ["darwin", "x86_64", undefined, "not made for Macs with an Intel processor", "libtensorflow_cc.2.dylib"],
    ["freebsd", "x86_64", undefined, "not made for this system", "FORGER_LIBTENSORFLOW"],
    ["linux", "arm", "gnu", "not made for this system", "FORGER_LIBTENSORFLOW"],
  ];
  for (const [os, arch, libc, problem, remedy] of cases) {
    const error = assertThrows(() => buildFor({ os, arch, ...(libc && { libc }) }), LibtensorflowError);
    assertStringIncludes(error.problem, `Cannot download libtensorflow for ${os} ${arch}: `);
    assertStringIncludes(error.problem, problem);
    assertStringIncludes(error.remedy, remedy);
    assertStringIncludes(error.remedy, "slower `cpu` backend");
  }
});

Deno.test("libraryNames() has the library to open first", () => {
  assertEquals(libraryNames("linux"), ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]);
  assertEquals(libraryNames("darwin")[0], "libtensorflow_cc.2.dylib");
  assertEquals(libraryNames("windows"), ["tensorflow.dll"]);
});

Deno.test("thisPlatform() is what Deno says", () => {
  assertEquals(thisPlatform().os, Deno.build.os);
  assertEquals(thisPlatform().arch, Deno.build.arch);
});
