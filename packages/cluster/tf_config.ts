import type { Cluster, ClusterTask } from "@forger/core";

/** The jobs whose processes train, in the order of the workers' numbers. */
const JOBS = ["chief", "worker"] as const;

/** Why a job of TensorFlow's has no place here. */
const REFUSED: Readonly<Record<string, string>> = {
  ps: "all workers train in step with each other, without parameter servers",
  evaluator: "there is no process of that kind: a plugin of the first worker evaluates",
  master: 'TensorFlow 2 calls it "chief"',
};

/**
 * The cluster of a `TF_CONFIG`, in the form of TensorFlow's MultiWorkerMirroredStrategy.
 *
 * The chief is the first worker where there is one; the others follow in their order. What else it holds, such as `environment`,
 * does not count.
 *
 * @param text The variable's value: `{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 0}}`.
 * @returns The cluster, or undefined where there is one worker only.
 * @throws {RangeError} If it is no such text, or names parameter servers, an evaluator or a sparse cluster.
 * @see https://www.tensorflow.org/guide/distributed_training#setting_up_the_tf_config_environment_variable
 *
 * @example
 * ```ts
 * import { tfConfigCluster } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * const cluster = tfConfigCluster(
 *   '{"cluster": {"worker": ["b:1"], "chief": ["a:1"]}, "task": {"type": "worker", "index": 0}}',
 * );
 * assertEquals(cluster?.tasks.map(({ address }) => address), ["a:1", "b:1"]);
 * assertEquals(cluster?.own, 1);
 * ```
 */
export function tfConfigCluster(text: string): Cluster | undefined {
  const config = parse(text), { cluster, rpc_layer: layer = "grpc", task } = config;
  if ("sparseCluster" in config) {
    refuse("it must not have a sparseCluster, as the number of workers is fixed", config.sparseCluster);
  }
  if (layer !== "grpc") refuse('rpc_layer must be "grpc"', layer);
  if (cluster === undefined) return undefined; // a process alone, also where it has a task
  if (!isRecord(cluster)) return refuse("cluster must be an object of jobs", cluster);
  for (const job of Object.keys(cluster)) {
    if (!(JOBS as readonly string[]).includes(job)) refuseJob("cluster must hold", job);
  }
  const tasks = JOBS.flatMap((job) => addressesOf(cluster, job));
  if (tasks.length === 0) refuse("cluster must have a worker", cluster);
  if ((cluster.chief as unknown[] | undefined ?? []).length > 1) refuse("cluster must have one chief at most", cluster);
  if (new Set(tasks.map(({ address }) => address)).size < tasks.length) {
    refuse("cluster must have each address once", cluster);
  }
  if (!isRecord(task)) return refuse("task must be an object of type and index", task);
  const { type } = task, number = String(task.index); // some write it as a text
  const index = /^\d+$/.test(number) ? Number(number) : NaN;
  if (typeof type !== "string" || !(JOBS as readonly string[]).includes(type)) {
    return refuseJob("task.type must be", type);
  }
  const own = tasks.findIndex((one) => one.job === type && one.index === index);
  if (own < 0) refuse("task must be one of the cluster's", task);
  return tasks.length === 1 ? undefined : { tasks, own };
}

/**
 * A process's `TF_CONFIG`, as {@linkcode tfConfigCluster} reads it.
 *
 * @example
 * ```ts
 * import { formatTfConfig, tfConfigCluster } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * const cluster = { tasks: ["a:1", "b:1"].map((address, index) => ({ job: "worker", index, address })), own: 1 };
 * assertEquals(tfConfigCluster(formatTfConfig(cluster)), cluster);
 * ```
 */
export function formatTfConfig({ own, tasks }: Cluster): string {
  const { index, job: type } = tasks[own]!, cluster: Record<string, string[]> = {};
  for (const { address, job } of tasks) (cluster[job] ??= []).push(address);
  return JSON.stringify({ cluster, task: { type, index } });
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return refuse("it must be JSON", text);
  }
  return isRecord(config) ? config : refuse("it must be a JSON object", config);
}

function addressesOf(cluster: Readonly<Record<string, unknown>>, job: string): ClusterTask[] {
  const addresses = cluster[job] ?? [];
  if (!Array.isArray(addresses)) return refuse(`cluster.${job} must be a list of addresses`, addresses);
  return addresses.map((address: unknown, index) => {
    const [, port] = typeof address === "string"
      ? /^(?:[^\s:/[\]]+|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(address) ?? []
      : [];
    if (port === undefined || Number(port) < 1 || Number(port) > 65535) {
      refuse(`cluster.${job} must hold addresses, host:port`, address);
    }
    return { job, index, address: address as string };
  });
}

function refuseJob(what: string, job: unknown): never {
  const reason = typeof job === "string" && Object.hasOwn(REFUSED, job) ? `, ${REFUSED[job]}` : "";
  return refuse(`${what} chief or worker${reason}`, job);
}

function refuse(rule: string, value: unknown): never {
  throw new RangeError(`Cannot train as TF_CONFIG says as ${rule}: current value is ${JSON.stringify(value)}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
