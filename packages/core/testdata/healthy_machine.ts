import type { MachineFacts } from "../_machine_facts.ts";

/** The facts of a machine without a GPU on which everything is well. */
export const HEALTHY_MACHINE: MachineFacts = {
  deno: "2.9.6",
  platform: { os: "linux", arch: "x86_64", libc: "gnu", nvidia: false },
  release: "6.1.0",
  cores: 8,
  memory: 32e9,
  availableMemory: 20e9,
  gpus: undefined,
  cache: { folder: "/home/me/.cache/forger", free: 50e9 },
  pip: { python: "python3", version: "23.2.1", pythonVersion: "3.11" },
  libtensorflow: {
    folder: "/home/me/.cache/forger/build/tensorflow",
    libraryPath: "/home/me/.cache/forger/build/tensorflow/libtensorflow_cc.so.2",
    origin: "cache",
    version: "2.21.0",
    gpu: false,
  },
};
