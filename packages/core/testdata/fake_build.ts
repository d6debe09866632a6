import type { LibtensorflowBuild } from "../platform.ts";
import { fakeWheel } from "./fake_wheel.ts";

/** What the two libraries of {@linkcode fakeBuild} hold. */
export const FAKE_LIBRARIES: Readonly<Record<string, string>> = {
  "tensorflow/libtensorflow_cc.so.2": "the large library ".repeat(5000),
  "tensorflow/libtensorflow_framework.so.2": "the framework",
};

/** The SHA-256 of {@linkcode FAKE_LIBRARIES}. */
export const FAKE_SHA256: Readonly<Record<string, string>> = {
  "tensorflow/libtensorflow_cc.so.2": "214d9e17712b58b417b7904687eb32cee0cfbb4e888d8275f4fca368ee6927ec",
  "tensorflow/libtensorflow_framework.so.2": "6ccef6b66c8ab5d4ba91b778c00e9c09efe39fe58242a4f7a6eac48e2c52a365",
};

/** The bytes of the wheel that {@linkcode fakeBuild} asks for; it has a third member, which nobody wants. */
export const FAKE_WHEEL: Uint8Array<ArrayBuffer> = fakeWheel({
  ...FAKE_LIBRARIES,
  "tensorflow/__init__.py": "import this",
});

/** The name of that wheel's file. */
export const FAKE_WHEEL_NAME = "tensorflow_cpu-1.0.0-cp311-cp311-manylinux_2_27_x86_64.whl";

/** A build of libtensorflow of a few bytes. */
export const FAKE_BUILD: LibtensorflowBuild = {
  version: "1.0.0",
  gpu: false,
  folderName: "libtensorflow-1.0.0-linux-x86_64",
  platformTags: ["manylinux_2_27_x86_64", "manylinux2014_x86_64"],
  libraries: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  wheels: [{
    project: "tensorflow-cpu",
    version: "1.0.0",
    sha256: "ab".repeat(32),
    bytes: FAKE_WHEEL.length,
    unpackedBytes: 90_013,
    members: /^tensorflow\/libtensorflow_/,
  }],
  contents: "346bac94445d275b16546d246fa982bd87a5a6a9e24db88834e0b11c4e8cca89",
};
