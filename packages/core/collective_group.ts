import { type Cluster, type ClusterTask, taskName } from "./collective_cluster.ts";
import { DataType } from "./data_type.ts";
import {
  boolAttribute,
  floatAttribute,
  intAttribute,
  type OperationAttribute,
  stringAttribute,
  type TensorMetadata,
  typeAttribute,
} from "./operation.ts";
import { activeRecorder } from "./recorder.ts";
import type { Tensor } from "./tensor.ts";
import type { TensorflowBackend } from "./tensorflow_backend.ts";

/** Options of {@linkcode CollectiveGroup}. */
export interface CollectiveGroupOptions {
  /** Seconds within which the other workers must answer when they are asked whether they are there. @default {60} */
  readonly timeout?: number;
}

/** What {@linkcode CollectiveGroup.mean} gives. */
export interface CollectiveMean {
  /** The mean over all workers, the same bits on each. */
  readonly mean: Tensor;
  /**
   * Seconds that went by until it was there, as a float32 scalar: those of sending, and of waiting for slower workers; what of the step
   * does not need the mean may run meanwhile.
   */
  readonly seconds: Tensor;
}

/** TensorFlow tells groups of devices apart by these. */
const GROUP = { steps: 1, host: 2 } as const;

/**
 * Instances of one group, each for values of one shape: those below are for so many numbers, and are used again and again; all workers
 * count the others alike, as all do the same in the same order.
 */
const FIRST_FREE = 64;

const BYTES = 8;

/**
 * TensorFlow has a thread sleep for every operation with a time limit, to the limit's end: at a thousand steps a second many more than a
 * process may have. So whoever waits asks now and then whether the others are there ({@linkcode CollectiveGroup.silent}).
 */
const NO_TIMEOUT = floatAttribute("timeout_seconds", 0);

/**
 * The processes that train together, as one of them sees them.
 *
 * All must call its methods in the same order; each call waits for the others, for ever where they do not come: a worker that ends
 * without having told makes it fail, and of one that hangs only {@linkcode CollectiveGroup.silent} tells.
 */
export class CollectiveGroup {
  readonly #backend: TensorflowBackend;
  readonly #cluster: Cluster;
  readonly #timeout: number;
  readonly #next = { [GROUP.steps]: FIRST_FREE, [GROUP.host]: FIRST_FREE };

  /** Seconds for which exchanges inside steps were under way so far, waiting for the others included; whoever runs the steps adds them. */
  exchangeSeconds = 0;

  /**
   * Takes its place among them; waits for nobody.
   *
   * @throws {RangeError} If the timeout is not a positive number.
   */
  constructor(backend: TensorflowBackend, cluster: Cluster, options: CollectiveGroupOptions = {}) {
    const { timeout = 60 } = options;
    if (!(timeout > 0 && timeout < Infinity)) {
      throw new RangeError(
        `Cannot train with other workers as timeout must be a positive number of seconds: current value is ${timeout}`,
      );
    }
    this.#backend = backend;
    this.#cluster = cluster;
    this.#timeout = timeout;
  }

  /** How many processes train together. */
  get workers(): number {
    return this.#cluster.tasks.length;
  }

  /** This process's number among them, from 0. */
  get own(): number {
    return this.#cluster.own;
  }

  /** Where each one is reached. */
  get tasks(): readonly ClusterTask[] {
    return this.#cluster.tasks;
  }

  /** Seconds within which the other workers must answer. */
  get timeout(): number {
    return this.#timeout;
  }

  /**
   * The mean of a tensor over all workers; inside a step that is recorded it becomes a node of it.
   *
   * @param values Float32, of the same shape on every worker.
   */
  mean(values: Tensor): CollectiveMean {
    const backend = this.#backend, { native } = backend;
    const attributes = [
      typeAttribute("T", DataType.float32),
      stringAttribute("merge_op", "Add"),
      stringAttribute("final_op", "Div"),
      stringAttribute("communication_hint", native.isUsingGpuDevice() ? "nccl" : "ring"),
      NO_TIMEOUT,
      boolAttribute("is_stateless", false),
      intAttribute("Nordering_token", 0),
      intAttribute("max_subdivs_per_device", -1),
    ];
    const input = backend.tensorId(values);
    const numbers = [this.workers, GROUP.steps, this.#next[GROUP.steps]++].map((number) =>
      native.createTensor([], DataType.int32, Int32Array.of(number))
    );
    const begin = this.#clock(input);
    const mean = this.#ordered("CollectiveReduceV2", attributes, [input, ...numbers], {
      standIn: () => backend.aliasOfId(input),
    });
    const end = this.#clock(mean.id);
    const [passed] = native.executeOp("Sub", [typeAttribute("T", DataType.float64)], [end, begin], 1);
    const types = [typeAttribute("SrcT", DataType.float64), typeAttribute("DstT", DataType.float32)];
    const [seconds] = native.executeOp("Cast", types, [passed!.id], 1);
    for (const id of [...numbers, begin, end, passed!.id]) native.deleteTensor(id);
    return { mean: backend.tensorOf(mean), seconds: backend.tensorOf(seconds!) };
  }

  /** The time once a tensor is computed, in seconds. */
  #clock(after: number): number {
    return this.#ordered("Timestamp", [], [], { after: [after] }).id;
  }

  /**
   * Runs an operation; or records it, so that it runs after the ordered ones before it and before those after it.
   *
   * @param standIn What runs while it is recorded: the others may not be so far, and only shapes and types count.
   */
  #ordered(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    { after, standIn }: { readonly after?: readonly number[]; readonly standIn?: () => TensorMetadata },
  ): TensorMetadata {
    const run = () => this.#backend.native.executeOp(name, attributes, inputs, 1)[0]!;
    return activeRecorder()?.ordered({ name, attributes, inputs, after }, standIn ?? run) ?? run();
  }

  /**
   * Gives every worker what each has, in the order of their numbers, without keeping the event loop waiting.
   *
   * @param numbers As many on every worker, 1 to 63.
   */
  async gather(numbers: readonly number[]): Promise<number[][]> {
    const own = new Uint8Array(Float64Array.from(numbers).buffer);
    const all = await this.#gatherBytes(own, numbers.length);
    return all.map((bytes) => [...new Float64Array(bytes.buffer)]);
  }

  /** Gives every worker the text of each. */
  async gatherTexts(text: string): Promise<string[]> {
    const bytes = new TextEncoder().encode(text);
    const lengths = (await this.gather([bytes.length])).map(([length]) => length!);
    const padded = new Uint8Array(Math.ceil(Math.max(BYTES, ...lengths) / BYTES) * BYTES);
    padded.set(bytes);
    const all = await this.#gatherBytes(padded, this.#next[GROUP.host]++);
    return all.map((bytes, worker) => new TextDecoder().decode(bytes.subarray(0, lengths[worker])));
  }

  async #gatherBytes(bytes: Uint8Array, instance: number): Promise<Uint8Array<ArrayBuffer>[]> {
    const { native } = this.#backend, length = bytes.length / BYTES;
    const input = native.createTensorFromBytes([1, length], DataType.int64, bytes);
    const attributes = [typeAttribute("T", DataType.int64), intAttribute("Nordering_token", 0)];
    const output = await this.#onHost("CollectiveGatherV2", attributes, { input: [input], instance });
    const all = new Uint8Array((native.tensorDataSync(output) as BigInt64Array<ArrayBuffer>).buffer);
    native.deleteTensor(output);
    return this.tasks.map((_, worker) => all.slice(worker * bytes.length, (worker + 1) * bytes.length));
  }

  /**
   * Gives every worker the first one's bytes.
   *
   * @param bytes What is given; the others leave it out.
   */
  async broadcast(bytes?: Uint8Array): Promise<Uint8Array> {
    const [[length]] = await this.gather([bytes?.length ?? 0]) as [[number]];
    if (this.workers === 1) return bytes!;
    const { native } = this.#backend, units = Math.max(1, Math.ceil(length / BYTES));
    const instance = this.#next[GROUP.host]++, type = typeAttribute("T", DataType.int64);
    let output: number;
    if (bytes) {
      const padded = new Uint8Array(units * BYTES);
      padded.set(bytes);
      const input = native.createTensorFromBytes([units], DataType.int64, padded);
      output = await this.#onHost("CollectiveBcastSendV2", [type], { input: [input], instance });
    } else {
      const shape = native.createTensor([1], DataType.int32, Int32Array.of(units));
      const attributes = [type, typeAttribute("Tshape", DataType.int32)];
      output = await this.#onHost("CollectiveBcastRecvV2", attributes, { shape: [shape], instance });
    }
    const all = new Uint8Array((native.tensorDataSync(output) as BigInt64Array<ArrayBuffer>).buffer);
    native.deleteTensor(output);
    return all.subarray(0, length);
  }

  /** Runs a collective operation on the host's processor, on another thread; frees what it takes. */
  async #onHost(
    name: string,
    attributes: readonly OperationAttribute[],
    { input = [], shape = [], instance }: {
      readonly input?: readonly number[];
      readonly shape?: readonly number[];
      readonly instance: number;
    },
  ): Promise<number> {
    const { native } = this.#backend;
    const numbers = [this.workers, GROUP.host, instance].map((number) =>
      native.createTensor([], DataType.int32, Int32Array.of(number))
    );
    const all = [
      ...attributes,
      stringAttribute("communication_hint", "ring"),
      NO_TIMEOUT,
      boolAttribute("is_stateless", false),
    ];
    const inputs = [...input, ...numbers, ...shape];
    const device = `${taskName(this.tasks[this.own]!)}/device:CPU:0`;
    try {
      return (await native.executeInBackground(name, all, inputs, 1, device))[0]!.id;
    } finally {
      for (const id of inputs) native.deleteTensor(id);
    }
  }

  /** Lets all that waits for this worker fail, here and on the others: it will not come. */
  abort(reason: string): void {
    this.#backend.native.abortCollectives(reason);
  }

  /** Asks the other workers whether they are there; gives the numbers of those that do not answer in time. */
  async silent(seconds: number): Promise<number[]> {
    const answers = await Promise.all(this.tasks.map(async (task, worker) => {
      if (worker === this.own) return true;
      return await this.#backend.native.silence(task, Math.ceil(1000 * seconds)) === undefined;
    }));
    return answers.flatMap((isThere, worker) => isThere ? [] : [worker]);
  }
}
