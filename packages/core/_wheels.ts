import type { Wheel } from "./wheel.ts";

/** The one version of TensorFlow that this toolkit is built and tested with. */
export const TENSORFLOW_VERSION = "2.21.0";

/** The wheels of TensorFlow itself, by operating system, processor and whether it is the CUDA build. */
export const TENSORFLOW_WHEELS: Readonly<Record<string, Wheel>> = {
  "linux-x86_64": {
    project: "tensorflow-cpu",
    version: TENSORFLOW_VERSION,
    sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
    bytes: 273_829_956,
    unpackedBytes: 853_308_936,
    members: /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/,
  },
  "linux-x86_64-gpu": {
    project: "tensorflow",
    version: TENSORFLOW_VERSION,
    sha256: "9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124",
    bytes: 572_440_367,
    unpackedBytes: 1_259_021_080,
    members: /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/,
  },
  "linux-aarch64": {
    project: "tensorflow",
    version: TENSORFLOW_VERSION,
    sha256: "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c",
    bytes: 281_828_020,
    unpackedBytes: 883_062_208,
    members: /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/,
  },
  "darwin-aarch64": {
    project: "tensorflow",
    version: TENSORFLOW_VERSION,
    sha256: "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88",
    bytes: 223_405_849,
    unpackedBytes: 740_805_624,
    members: /^tensorflow\/libtensorflow_(cc|framework)\.2\.dylib$/,
  },
};

/** What the wheels' wanted members are as a whole: the `contents` of a {@linkcode LibtensorflowBuild}, by the same keys. */
export const CONTENTS: Readonly<Record<string, string>> = {
  "linux-x86_64": "8e4fec9a3d90df84446b06353208985193b67c1020f73a0ed0a21a8f9b38b763",
  "linux-x86_64-gpu": "48f2d0c110d2aff2b1f5bd05c93bdbb15c05211294254e51b7d9683769bdef7d", // with those of CUDA_WHEELS
  "linux-aarch64": "ce26334402eee1299cc28b72baf074b8d1e66f30408b6209564ba0042d982bf4",
  "darwin-aarch64": "c08bc7ae02d7e40e58482d0aabd3f6116a6b9e9948861966b9906cb98ce41686",
};

/** Shared libraries, and what XLA compiles with; less the libraries that TensorFlow never opens. */
const CUDA_MEMBERS =
  /^nvidia\/[^/]+\/(lib\/(?!libnvblas|libcufftw|libcusolverMg|libnvrtc(-builtins)?\.alt)[^/]+\.so[.\d]*|bin\/ptxas|nvvm\/libdevice\/[^/]+)$/;

/**
 * NVIDIA's libraries for the CUDA build, one wheel each: CUDA 12.8 with cuDNN 9.10, which cover compute capability 6.0 to 12.0.
 *
 * Every version lies in the range that TensorFlow's own `and-cuda` extra asks for. TensorFlow looks for them in
 * `../nvidia/<name>/lib` beside its own folder. **Untested on a GPU**: only fetching and unpacking them was tried.
 */
export const CUDA_WHEELS: readonly Wheel[] = [
  cuda(
    "nvidia-cublas-cu12",
    "12.8.4.1",
    "8ac4e771d5a348c551b2a426eda6193c19aa630236b418086020df5ba9667142",
    594_346_921,
    868_160_368,
  ),
  cuda(
    "nvidia-cuda-nvcc-cu12",
    "12.8.93",
    "2d6dc36fb7cb5ac9c0b8825bc13d193c35487a315664007287d0126531238011",
    40_128_098,
    32_397_092,
  ),
  cuda(
    "nvidia-cuda-nvrtc-cu12",
    "12.8.93",
    "a7756528852ef889772a84c6cd89d41dfa74667e24cca16bb31f8f061e3e9994",
    88_040_029,
    110_825_752,
  ),
  cuda(
    "nvidia-cuda-runtime-cu12",
    "12.8.90",
    "adade8dcbd0edf427b7204d480d6066d33902cab2a4707dcfc48a2d0fd44ab90",
    954_765,
    728_800,
  ),
  cuda(
    "nvidia-cudnn-cu12",
    "9.10.2.21",
    "949452be657fa16687d0930933f032835951ef0892b37d2d53824d1a84dc97a8",
    706_758_467,
    1_053_232_960,
  ),
  cuda(
    "nvidia-cufft-cu12",
    "11.3.3.83",
    "4d2dd21ec0b88cf61b62e6b43564355e5222e4a3fb394cac0db101f2dd0d4f74",
    193_118_695,
    278_925_016,
  ),
  cuda(
    "nvidia-cusolver-cu12",
    "11.7.3.90",
    "4376c11ad263152bd50ea295c05370360776f8c3427b30991df774f9fb26c450",
    267_506_905,
    243_303_872,
  ),
  cuda(
    "nvidia-cusparse-cu12",
    "12.5.8.93",
    "1ec05d76bbbd8b61b06a80e1eaf8cf4959c3d4ce8e711b65ebd0443bb0ebb13b",
    288_216_466,
    387_990_224,
  ),
  cuda(
    "nvidia-nccl-cu12",
    "2.27.7",
    "de5ba5562f08029a19cb1cd659404b18411ed0d6c90ac5f52f30bf99ad5809aa",
    322_546_339,
    430_126_192,
  ),
  cuda(
    "nvidia-nvjitlink-cu12",
    "12.8.93",
    "81ff63371a7ebd6e6451970684f916be2eab07321b73c9d244dc2b4da7f73b88",
    39_254_836,
    94_101_392,
  ),
];

function cuda(project: string, version: string, sha256: string, bytes: number, unpackedBytes: number): Wheel {
  const wheel = { project, version, sha256, bytes, unpackedBytes, members: CUDA_MEMBERS };
  // cuDNN looks for the run-time compiler in ../../nvrtc/lib, and its wheel puts it into cuda_nvrtc.
  return project === "nvidia-cuda-nvrtc-cu12"
    ? { ...wheel, link: { path: "nvidia/nvrtc", target: "cuda_nvrtc" } }
    : wheel;
}
