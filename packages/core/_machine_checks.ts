import { neededBytes } from "./_disk_space.ts";
import { formatBytes } from "./_format_bytes.ts";
import { gpuChecks } from "./_gpu_checks.ts";
import { isOlder } from "./_is_older.ts";
import type { MachineFacts } from "./_machine_facts.ts";
import { TENSORFLOW_VERSION } from "./_wheels.ts";
import type { Check } from "./diagnosis.ts";
import type { LibtensorflowFacts } from "./inspect_libtensorflow.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import type { LibtensorflowLocation } from "./locate.ts";
import { buildFor } from "./platform.ts";

/** The Deno that everything was tested with; older ones may do. */
const TESTED_DENO = "2.9";

/** Less memory than this is too little for the training of images, in bytes. */
const LITTLE_MEMORY = 2e9;

/** Judges the facts; `loaded` is what opening libtensorflow gave, `undefined` if it was not opened. */
export function machineChecks(facts: MachineFacts, loaded?: LibtensorflowFacts | Error): Check[] {
  return [
    denoCheck(facts),
    systemCheck(facts),
    processorCheck(facts),
    cacheCheck(facts),
    pipCheck(facts),
    libtensorflowCheck(facts),
    ...(loaded === undefined ? [] : [loadCheck(facts, loaded)]),
    ...gpuChecks(facts, loaded),
  ];
}

function denoCheck({ deno }: MachineFacts): Check {
  if (!isOlder(deno, TESTED_DENO)) return { name: "Deno", ok: "ok", found: deno };
  const found = `${deno}, older than the ${TESTED_DENO} that all was tested with`;
  return { name: "Deno", ok: "warning", found, remedy: "run `deno upgrade`" };
}

function systemCheck({ platform, release }: MachineFacts): Check {
  return { name: "System", ok: "ok", found: `${platform.os} ${release} on ${platform.arch}` };
}

function processorCheck({ cores, memory, availableMemory }: MachineFacts): Check {
  const found = `${cores} ${cores === 1 ? "core" : "cores"}, ${formatBytes(availableMemory)} of ${
    formatBytes(memory)
  } of memory available`;
  if (availableMemory >= LITTLE_MEMORY) return { name: "Processor", ok: "ok", found };
  const remedy = `end other programs, or train with a small batch: images want ${formatBytes(LITTLE_MEMORY)} or more`;
  return { name: "Processor", ok: "warning", found, remedy };
}

function cacheCheck({ cache, libtensorflow, platform }: MachineFacts): Check {
  const name = "Cache folder";
  if (cache instanceof LibtensorflowError) {
    return { name, ok: "problem", found: cache.problem, remedy: cache.remedy };
  }
  const { folder, free, fault } = cache;
  if (fault !== undefined) {
    const remedy = "make it writable, or set FORGER_CACHE to a folder that you can write";
    return { name, ok: isLocation(libtensorflow) ? "warning" : "problem", found: `${folder}: ${fault}`, remedy };
  }
  const found = `${folder}, ${formatBytes(free)} free`;
  if (libtensorflow !== undefined) return { name, ok: "ok", found };
  const needed = neededBytes(buildFor(platform).wheels);
  if (free >= needed) return { name, ok: "ok", found };
  const remedy = "free some space, or set FORGER_CACHE to a folder on a larger disk";
  return { name, ok: "problem", found: `${found}, and libtensorflow needs ${formatBytes(needed)}`, remedy };
}

function pipCheck({ pip, libtensorflow }: MachineFacts): Check {
  const name = "Python and pip";
  if (!(pip instanceof LibtensorflowError)) {
    return { name, ok: "ok", found: `pip ${pip.version} of Python ${pip.pythonVersion} (${pip.python})` };
  }
  const found = because(pip);
  return libtensorflow === undefined
    ? { name, ok: "problem", found, remedy: pip.remedy }
    : { name, ok: "ok", found: `${found}; it is not needed, there is nothing to download` };
}

function libtensorflowCheck({ damage, libtensorflow, platform }: MachineFacts): Check {
  const name = "libtensorflow";
  if (libtensorflow === undefined) {
    const bytes = buildFor(platform).wheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
    const remedy = `start a training, which downloads ${formatBytes(bytes)} once, ` +
      "or set FORGER_LIBTENSORFLOW to a folder that holds the libraries";
    return { name, ok: "warning", found: damage ?? "not downloaded yet", remedy };
  }
  if (libtensorflow instanceof LibtensorflowError) {
    return { name, ok: "problem", found: libtensorflow.problem, remedy: libtensorflow.remedy };
  }
  const { version, folder, origin } = libtensorflow;
  const how = {
    environment: "named by FORGER_LIBTENSORFLOW and not checked",
    cache: "downloaded earlier, its SHA-256 checked",
    download: "downloaded now, its SHA-256 checked",
  };
  return { name, ok: "ok", found: `${version ? `${version}, ` : ""}${how[origin]}, in ${folder}` };
}

function loadCheck({ libtensorflow }: MachineFacts, loaded: LibtensorflowFacts | Error): Check {
  const name = "Opening it";
  if (loaded instanceof Error) {
    const folder = isLocation(libtensorflow) ? libtensorflow.folder : "the folder";
    const remedy = /lib(stdc\+\+|gcc_s)/.test(loaded.message)
      ? "install the C++ run-time library (the package libstdc++6 on Debian)"
      : /noexec|failed to map segment|permission/i.test(loaded.message)
      ? "set FORGER_CACHE to a folder on a disk from which programs may be run"
      : `remove ${folder} to have it downloaded anew, and report this if it stays`;
    return { name, ok: "problem", found: loaded.message.replaceAll("\n", " "), remedy };
  }
  const found = `TensorFlow ${loaded.version} on ${loaded.devices.join(", ")}`;
  if (loaded.version === TENSORFLOW_VERSION) return { name, ok: "ok", found };
  const remedy = `take version ${TENSORFLOW_VERSION}: unset FORGER_LIBTENSORFLOW to have it downloaded`;
  return { name, ok: "warning", found: `${found}, another version than was tested`, remedy };
}

/** The reason in an error, without what could not be done for it. */
function because({ problem }: LibtensorflowError): string {
  return problem.replace(/^Cannot download libtensorflow[^:]*: /, "");
}

function isLocation(value: MachineFacts["libtensorflow"]): value is LibtensorflowLocation {
  return value !== undefined && !(value instanceof LibtensorflowError);
}
