import { assertEquals, assertThrows } from "@std/assert";
import { findCluster } from "./find_cluster.ts";
import { formatTfConfig, tfConfigCluster } from "./tf_config.ts";

const worker = (addresses: readonly string[], index: unknown = 0, more: object = {}) =>
  JSON.stringify({ cluster: { worker: addresses }, task: { type: "worker", index }, ...more });

Deno.test("workers are numbered in their order, and further members do not count", () => {
  const more = { environment: "cloud", rpc_layer: "grpc", job: { any: 1 } };
  assertEquals(tfConfigCluster(worker(["a.b:2222", "10.0.0.2:1", "[::1]:80"], 2, more)), {
    tasks: [
      { job: "worker", index: 0, address: "a.b:2222" },
      { job: "worker", index: 1, address: "10.0.0.2:1" },
      { job: "worker", index: 2, address: "[::1]:80" },
    ],
    own: 2,
  });
  assertEquals(tfConfigCluster(worker(["a:1", "b:1"], "1"))?.own, 1); // some write the index as a text
});

Deno.test("the chief comes first, wherever it stands", () => {
  const cluster = { worker: ["b:1", "c:1"], chief: ["a:1"] };
  const read = (type: string, index: number) => tfConfigCluster(JSON.stringify({ cluster, task: { type, index } }));
  assertEquals(read("chief", 0)?.tasks.map(({ job, index }) => `${job}${index}`), ["chief0", "worker0", "worker1"]);
  assertEquals([read("chief", 0)?.own, read("worker", 0)?.own, read("worker", 1)?.own], [0, 1, 2]);
  assertEquals(tfConfigCluster(formatTfConfig(read("worker", 1)!)), read("worker", 1));
});

for (const text of ["{}", worker(["a:1"]), '{"task": {"type": "worker", "index": 0}}']) {
  Deno.test(`${text} is of a process alone`, () => assertEquals(tfConfigCluster(text), undefined));
}

const task = { type: "worker", index: 0 };
const refused: Readonly<Record<string, string>> = {
  "{": "it must be JSON: current value is",
  "[1]": "it must be a JSON object: current value is [1]",
  [worker(["a:1", "b:1"], 2)]: "task must be one of the cluster's: current value is",
  [worker(["a:1", "b:1"], "")]: "task must be one of the cluster's: current value is", // of a variable that is not set
  [worker(["a:1", "b:1"], true)]: "task must be one of the cluster's: current value is",
  [worker(["a:1", "b"])]: 'cluster.worker must hold addresses, host:port: current value is "b"',
  [worker(["a:1", "b:70000"])]: "cluster.worker must hold addresses",
  [worker(["a:1", "http://b:1"])]: "cluster.worker must hold addresses",
  [worker(["a:1", "a:1"])]: "cluster must have each address once",
  [worker([])]: "cluster must have a worker",
  [worker(["a:1"], 0, { rpc_layer: "grpc+verbs" })]: 'rpc_layer must be "grpc": current value is "grpc+verbs"',
  [worker(["a:1"], 0, { sparseCluster: {} })]: "it must not have a sparseCluster, as the number of workers is fixed",
  [JSON.stringify({ cluster: { worker: ["a:1"], ps: ["b:1"] }, task })]: "without parameter servers: current value is",
  [JSON.stringify({ cluster: { worker: ["a:1", "b:1"] }, task: { type: "evaluator", index: 0 } })]:
    "task.type must be chief or worker, there is no process of that kind",
  [JSON.stringify({ cluster: { worker: ["a:1"], toString: ["b:1"] }, task })]:
    'cluster must hold chief or worker: current value is "toString"',
  [JSON.stringify({ cluster: { master: ["a:1"] }, task })]: 'TensorFlow 2 calls it "chief": current value is "master"',
  [JSON.stringify({ cluster: { chief: ["a:1", "b:1"] }, task: { type: "chief", index: 0 } })]: "one chief at most",
  [JSON.stringify({ cluster: { worker: "a:1" }, task })]: "cluster.worker must be a list of addresses",
  [JSON.stringify({ cluster: { worker: ["a:1", "b:1"] } })]: "task must be an object of type and index",
};

for (const [text, reason] of Object.entries(refused)) {
  Deno.test(`TF_CONFIG ${text} is refused`, () => {
    const error = assertThrows(() => tfConfigCluster(text), RangeError, "Cannot train as TF_CONFIG says as ");
    assertEquals(error.message.includes(reason), true, error.message);
  });
}

const SLURM = {
  SLURM_PROCID: "1",
  SLURM_STEP_NUM_TASKS: "2",
  SLURM_STEP_NODELIST: "n1",
  SLURM_STEP_TASKS_PER_NODE: "2",
};

Deno.test("TF_CONFIG comes before Slurm, which counts by itself with several tasks, and none is none", () => {
  const config = worker(["a:1", "b:1", "c:1"]);
  assertEquals(findCluster({ ...SLURM, TF_CONFIG: config })?.tasks.length, 3);
  assertEquals(findCluster({ ...SLURM, TF_CONFIG: "" })?.own, 1);
  assertEquals(findCluster({ ...SLURM, SLURM_STEP_NUM_TASKS: "1" }), undefined);
  assertEquals(findCluster({ ...SLURM, TF_CONFIG: config }, "slurm")?.tasks.length, 2);
  assertEquals(findCluster({ ...SLURM, TF_CONFIG: config }, "none"), undefined);
  assertThrows(() => findCluster(SLURM, "tf-config"), RangeError, "it must be set");
  assertThrows(() => findCluster({}, "slurm"), RangeError, "SLURM_PROCID and SLURM_STEP_NUM_TASKS");
  assertThrows(() => findCluster({}, "pods" as never), RangeError, "current value is pods");
});
