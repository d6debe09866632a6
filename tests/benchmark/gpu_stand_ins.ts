import { join } from "node:path";

/** The libraries for NVIDIA's GPUs that PyTorch's wheel for Linux names, less those that requirements.txt installs. */
const LIBRARIES = [
  "libcublas.so.13",
  "libcublasLt.so.13",
  "libcudnn.so.9",
  "libcufft.so.12",
  "libcufile.so.0",
  "libcusolver.so.12",
  "libcusparse.so.12",
  "libcusparseLt.so.0",
  "libnccl.so.2",
  "libnvrtc.so.13",
];

/** A small library of PyTorch's own that needs none of the others. */
const EMPTY = "libtorch_global_deps.so";

/**
 * Puts empty libraries where PyTorch looks for those of GPUs, which take 2.3 GB and which nothing calls on a CPU.
 *
 * They satisfy the loader as long as it binds functions when they are first called: `peer_pytorch.py` asks for that.
 *
 * @param sitePackages The folder that PyTorch was installed into; where its wheel is one without GPUs, nothing is done.
 */
export async function standInForGpuLibraries(sitePackages: string): Promise<void> {
  const folder = join(sitePackages, "torch", "lib");
  const wanted = await Deno.stat(join(folder, "libtorch_cuda.so")).then(() => true, () => false);
  if (!wanted) return;
  for (const library of LIBRARIES) {
    await Deno.symlink(EMPTY, join(folder, library)).catch((error) => {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    });
  }
}
