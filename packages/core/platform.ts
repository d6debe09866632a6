import { CONTENTS, CUDA_WHEELS, TENSORFLOW_VERSION, TENSORFLOW_WHEELS } from "./_wheels.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import type { Wheel } from "./wheel.ts";

/** What decides which build of libtensorflow fits a machine. */
export interface Platform {
  /** Operating system as Deno names it: `linux`, `darwin`, `windows`, … */
  readonly os: string;
  /** Processor as Deno names it: `x86_64` or `aarch64`. */
  readonly arch: string;
  /** The C library that Deno itself is built for: `gnu`, `musl`, … */
  readonly libc?: string;
  /** Whether an NVIDIA GPU can be used. @default {false} */
  readonly nvidia?: boolean;
}

/** A build of libtensorflow: the wheels that it is taken from and the name of its folder in the cache. */
export interface LibtensorflowBuild {
  /** Version of TensorFlow, such as `2.21.0`. */
  readonly version: string;
  /** Whether it can use NVIDIA GPUs. */
  readonly gpu: boolean;
  /** Name of the folder that holds it in the cache. */
  readonly folderName: string;
  /** The platform tags that pip is asked for, the newest first. */
  readonly platformTags: readonly string[];
  /** The shared libraries it must hold, the one to open first. */
  readonly libraries: readonly string[];
  /** The wheels to fetch, TensorFlow's own first. */
  readonly wheels: readonly Wheel[];
  /**
   * SHA-256 of the list of the libraries' SHA-256, which all of them must have before the first is loaded. In the folder,
   * `find nvidia tensorflow -type f | LC_ALL=C sort | xargs sha256sum | sha256sum` computes it.
   */
  readonly contents: string;
}

/** The machine that this program runs on; `nvidia` is left open. */
export function thisPlatform(): Platform {
  return { os: Deno.build.os, arch: Deno.build.arch, libc: Deno.build.env };
}

/** Names the shared libraries of libtensorflow on an operating system, the one to open first. */
export function libraryNames(os: string): readonly string[] {
  if (os === "windows") return ["tensorflow.dll"];
  if (os === "darwin") return ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"];
  return ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
}

/**
 * Chooses the build of libtensorflow for a machine.
 *
 * The CUDA build exists for Linux on x86_64 only; elsewhere an NVIDIA GPU changes nothing.
 *
 * @throws {LibtensorflowError} If TensorFlow publishes no build for this machine.
 */
export function buildFor(platform: Platform): LibtensorflowBuild {
  const { os, arch, libc, nvidia = false } = platform;
  const plain = `${os}-${arch}`, wheel = libc === "musl" ? undefined : TENSORFLOW_WHEELS[plain];
  if (wheel === undefined) throw unsupported(platform);
  const cudaWheel = nvidia ? TENSORFLOW_WHEELS[`${plain}-gpu`] : undefined;
  const gpu = cudaWheel !== undefined;
  return {
    version: TENSORFLOW_VERSION,
    gpu,
    folderName: `libtensorflow-${TENSORFLOW_VERSION}-${os}-${arch}${gpu ? "-gpu" : ""}`,
    platformTags: os === "darwin" ? ["macosx_12_0_arm64"] : [`manylinux_2_27_${arch}`, `manylinux2014_${arch}`],
    libraries: libraryNames(os),
    wheels: gpu ? [cudaWheel, ...CUDA_WHEELS] : [wheel],
    contents: CONTENTS[gpu ? `${plain}-gpu` : plain]!,
  };
}

function unsupported({ os, arch, libc }: Platform): LibtensorflowError {
  const folder = `set FORGER_LIBTENSORFLOW to a folder that holds ${libraryNames(os).join(" and ")}`;
  const [why, remedy] = libc === "musl"
    ? ["it needs the GNU C library, and this system has musl", "use a system with the GNU C library such as Debian"]
    : os === "windows"
    ? ["TensorFlow's package for Windows cannot be used without Python", `run inside WSL 2, or ${folder}`]
    : os === "darwin"
    ? [`TensorFlow ${TENSORFLOW_VERSION} is not made for Macs with an Intel processor`, folder]
    : [`TensorFlow ${TENSORFLOW_VERSION} is not made for this system`, folder];
  return new LibtensorflowError(
    `Cannot download libtensorflow for ${os} ${arch}: ${why}`,
    `${remedy}, or go on with the slower \`cpu\` backend`,
  );
}
