import { isOlder } from "./_is_older.ts";
import type { MachineFacts } from "./_machine_facts.ts";
import type { NvidiaGpu } from "./_nvidia.ts";
import type { Check } from "./diagnosis.ts";
import type { LibtensorflowFacts } from "./inspect_libtensorflow.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import { buildFor } from "./platform.ts";

/** The oldest driver that runs CUDA 12. */
const OLDEST_DRIVER = "525.60.13";

/** The oldest compute capability that TensorFlow's CUDA build has code for. */
const OLDEST_CAPABILITY = "6.0";

/** Judges the GPUs of a machine and the libraries for them: NVIDIA's, and what WebGPU offers. */
export function gpuChecks(facts: MachineFacts, loaded: LibtensorflowFacts | Error | undefined): Check[] {
  const { webgpu } = facts;
  return [...nvidiaChecks(facts, loaded), ...webgpu === undefined ? [] : [webgpuCheck(webgpu)]];
}

function nvidiaChecks(facts: MachineFacts, loaded: LibtensorflowFacts | Error | undefined): Check[] {
  const { gpus = [], platform } = facts;
  if (gpus.length === 0 && !platform.nvidia) return [{ name: "NVIDIA GPU", ok: "ok", found: "none" }];
  const listed: Check[] = gpus.map((gpu) => gpuCheck(gpu));
  if (gpus.length === 0) {
    listed.push({ name: "NVIDIA GPU", ok: "ok", found: "there is a driver, but no nvidia-smi to describe the GPU" });
  }
  return [...listed, cudaCheck(facts, loaded)];
}

function gpuCheck({ name: model, driver, computeCapability, memory }: NvidiaGpu): Check {
  const name = "NVIDIA GPU";
  const size = Number.isNaN(memory) ? "" : ` ${Math.round(memory / 1024)} GiB,`;
  const found = `${model},${size} compute capability ${computeCapability}, driver ${driver}`;
  if (isOlder(driver, OLDEST_DRIVER)) {
    const remedy = `update NVIDIA's driver: CUDA 12 needs ${OLDEST_DRIVER} or newer`;
    return { name, ok: "problem", found, remedy };
  }
  if (isOlder(computeCapability, OLDEST_CAPABILITY)) {
    const remedy = `use a GPU of compute capability ${OLDEST_CAPABILITY} or more, or set CUDA_VISIBLE_DEVICES=-1`;
    return { name, ok: "problem", found: `${found}: too old for TensorFlow`, remedy };
  }
  return { name, ok: "ok", found };
}

function webgpuCheck(adapter: string): Check {
  return { name: "WebGPU", ok: "ok", found: adapter === "" ? "none" : `${adapter}, for --backend webgpu` };
}

function cudaCheck({ libtensorflow, platform }: MachineFacts, loaded: LibtensorflowFacts | Error | undefined): Check {
  const name = "CUDA";
  const idle = (found: string, remedy: string): Check => ({ name, ok: "warning", found, remedy });
  if (!platform.nvidia) {
    return idle("the GPU is hidden by CUDA_VISIBLE_DEVICES", "unset CUDA_VISIBLE_DEVICES to use it");
  }
  const inUse = loaded !== undefined && !(loaded instanceof Error) &&
    loaded.devices.some((device) => device.includes("GPU"));
  if (inUse) return { name, ok: "ok", found: "TensorFlow uses the GPU" };
  if (libtensorflow === undefined || libtensorflow instanceof LibtensorflowError) {
    return { name, ok: "ok", found: "its libraries come with libtensorflow" };
  }
  if (!libtensorflow.gpu && libtensorflow.origin !== "environment") {
    return buildFor(platform).gpu
      ? idle(
        "libtensorflow is the build for processors, the GPU is idle",
        "start a training, which downloads the CUDA build once",
      )
      : idle(
        `TensorFlow has no CUDA build for ${platform.os} on ${platform.arch}, the GPU is idle`,
        "train on Linux on x86_64",
      );
  }
  if (loaded === undefined || loaded instanceof Error) {
    const where = libtensorflow.gpu ? "its libraries lie beside libtensorflow" : "not beside libtensorflow";
    return { name, ok: "ok", found: `${where}, untried` };
  }
  return idle(
    "TensorFlow was opened and does not use the GPU",
    "set TF_CPP_MAX_VLOG_LEVEL=1, start again and look for the library that cannot be opened",
  );
}
