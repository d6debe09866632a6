import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { standInForGpuLibraries } from "./gpu_stand_ins.ts";

async function sitePackages(libraries: readonly string[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  const lib = join(folder, "torch", "lib");
  await Deno.mkdir(lib, { recursive: true });
  for (const library of libraries) await Deno.writeTextFile(join(lib, library), library);
  return folder;
}

const namesIn = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(join(folder, "torch", "lib")), ({ name }) => name)).toSorted();

Deno.test({
  name: "libraries of GPUs that PyTorch names are stood in for, and those that are there stay",
  ignore: Deno.build.os === "windows", // no wheel for it names them
  async fn() {
    const folder = await sitePackages(["libtorch_cuda.so", "libtorch_global_deps.so", "libnccl.so.2"]);
    await standInForGpuLibraries(folder);
    await standInForGpuLibraries(folder);
    const read = (name: string) => Deno.readTextFile(join(folder, "torch", "lib", name));
    assertEquals(await read("libcublas.so.13"), "libtorch_global_deps.so");
    assertEquals(await read("libnccl.so.2"), "libnccl.so.2");
  },
});

Deno.test("a PyTorch without GPUs is left as it is", async () => {
  const libraries = ["libtorch_cpu.so", "libtorch_global_deps.so"];
  const folder = await sitePackages(libraries);
  await standInForGpuLibraries(folder);
  assertEquals(await namesIn(folder), libraries);
});
