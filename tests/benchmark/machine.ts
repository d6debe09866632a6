import { cpus, totalmem } from "node:os";

/** The machine and the programs of a benchmark. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Threads that every side may use. */
  readonly threads: number;
  readonly memoryGigabytes: number;
  readonly os: string;
  /** How many programs wanted to compute in the minute before: near 0 on an idle machine. */
  readonly loadBefore: number;
  /** By program: Deno, libtensorflow, Python, PyTorch, TensorFlow. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Describes this machine, before anything is measured; what computes is known later. */
export function describeMachine(threads: number): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() || "unknown processor",
    cores: processors.length || navigator.hardwareConcurrency,
    threads,
    memoryGigabytes: Math.round(totalmem() / 1e9),
    os: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    loadBefore: Deno.loadavg()[0]!,
    versions: { Deno: Deno.version.deno },
  };
}
