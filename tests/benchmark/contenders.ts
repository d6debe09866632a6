import { fileURLToPath } from "node:url";
import type { MeasurementRequest } from "./measurement.ts";
import type { ChildProgram } from "./run_child.ts";

/** One way to train the workloads. */
export type Contender = "ours" | "pytorch" | "tensorflowFunction" | "tensorflowJit" | "pytorchCompile";

interface ContenderTraits {
  readonly label: string;
  readonly script: string;
  /** How the script is to run the workload. */
  readonly mode: string;
  /** Takes part in the last round only, as it takes long to begin and no ratio depends on it. */
  readonly once?: boolean;
}

/** The contenders, in the order of their turns. */
export const CONTENDERS: Readonly<Record<Contender, ContenderTraits>> = {
  ours: { label: "Forger", script: "ours.ts", mode: "auto" },
  pytorch: { label: "PyTorch", script: "peer_pytorch.py", mode: "eager" },
  tensorflowFunction: { label: "tf.function", script: "peer_tensorflow.py", mode: "function" },
  tensorflowJit: { label: "tf.function jit_compile", script: "peer_tensorflow.py", mode: "jit" },
  pytorchCompile: { label: "torch.compile", script: "peer_pytorch.py", mode: "compile", once: true },
};

/** All compute on the processor; a peer leaves nothing behind in this folder. */
const ENVIRONMENT = { CUDA_VISIBLE_DEVICES: "-1", PYTHONDONTWRITEBYTECODE: "1" };

/** Nothing takes so long but on a machine that has no time for it. */
const TIMEOUT_SECONDS = 300;

/** The path of a file of this folder. */
function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/** The program that measures one contender once. */
export function contenderProgram(
  contender: Contender,
  request: Omit<MeasurementRequest, "mode">,
  python: string | undefined,
): ChildProgram {
  const { mode, script } = CONTENDERS[contender];
  const args = [pathOf(script), JSON.stringify({ ...request, mode })];
  const shared = { env: ENVIRONMENT, timeoutSeconds: TIMEOUT_SECONDS };
  return script.endsWith(".ts")
    ? { command: Deno.execPath(), args: ["run", "-A", ...args], ...shared }
    : { command: python ?? "python3", args, ...shared };
}

/** The program of ours that measures something else, by its file's name. */
export function oursProgram(
  script: string,
  request: unknown,
  { timeoutSeconds = TIMEOUT_SECONDS }: { readonly timeoutSeconds?: number } = {},
): ChildProgram {
  const args = ["run", "-A", pathOf(script), JSON.stringify(request)];
  return { command: Deno.execPath(), args, env: ENVIRONMENT, timeoutSeconds };
}

/** The program of a peer that measures something else, by its file's name. */
export function peerProgram(script: string, request: unknown, python: string): ChildProgram {
  const args = [pathOf(script), JSON.stringify(request)];
  return { command: python, args, env: ENVIRONMENT, timeoutSeconds: TIMEOUT_SECONDS };
}
