import { type Cluster, formatTfConfig } from "@forger/cluster";
import { fileURLToPath } from "node:url";
import type { Output } from "./output.ts";
import { PARENT_VARIABLE } from "./parent_process.ts";
import type { StopSignal } from "./stop_signals.ts";

/** What a worker is started with. */
export interface WorkerProcessParts {
  readonly args: readonly string[];
  /** The workers, as this one sees them; undefined where it trains alone. */
  readonly cluster: Cluster | undefined;
  /** Its number. */
  readonly own: number;
  /** The GPU that it uses; undefined where there is none. */
  readonly gpu: string | undefined;
  /** The file into which the first one writes the run's folder. */
  readonly file: string;
  readonly output: Output;
}

/** A worker in a process of its own, which ends at the latest when this one does. */
export class WorkerProcess {
  readonly own: number;
  readonly #child: Deno.ChildProcess;
  readonly #orders: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  /** Its exit code, when all that it wrote is shown; 128 and more where a signal ended it. */
  readonly ended: Promise<number>;

  /** Starts it; the first one shows its progress itself, what others write is shown with their number. */
  constructor({ args, cluster, file, gpu, output, own }: WorkerProcessParts) {
    this.own = own;
    const shown = own === 0 ? "inherit" : "piped";
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-qA", ...configuration(), import.meta.resolve("./main.ts"), "train", ...args],
      env: {
        [PARENT_VARIABLE]: file,
        no_grpc_proxy: "127.0.0.1", // gRPC takes a proxy for other processes of this machine, too
        ...gpu !== undefined && { CUDA_VISIBLE_DEVICES: gpu },
        ...cluster && { TF_CONFIG: formatTfConfig(cluster) },
      },
      stdin: "piped",
      stdout: shown,
      stderr: shown,
    }).spawn();
    this.#orders = this.#child.stdin.getWriter();
    this.#orders.closed.catch(() => {}); // it has ended, of which `ended` tells
    const print = (line: string) => output.print(`worker ${own} | ${line}`);
    const printError = (line: string) => output.printError(`worker ${own} | ${line}`);
    const read = own === 0 ? [] : [eachLine(this.#child.stdout, print), eachLine(this.#child.stderr, printError)];
    this.ended = Promise.all([this.#child.status, ...read]).then(([{ code }]) => code);
  }

  /** Asks it to end, as a signal does. */
  async stop(signal: StopSignal): Promise<void> {
    try {
      await this.#orders.write(new TextEncoder().encode(`${signal}\n`));
    } catch {
      // it has ended already
    }
  }

  /** Ends it at once. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // it has ended already
    }
  }
}

/** The flag that names this process's configuration, where Deno would not find it by itself: that with stand-ins for `@std`. */
function configuration(): string[] {
  if (!import.meta.resolve("@std/cli/parse-args").startsWith("file:")) return [];
  return [`--config=${fileURLToPath(new URL("../../deno.offline.json", import.meta.url))}`];
}

async function eachLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>, use: (line: string) => void): Promise<void> {
  let text = "";
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (text + part).split(/\r?\n/);
    text = lines.pop()!;
    lines.forEach(use);
  }
  if (text !== "") use(text);
}
