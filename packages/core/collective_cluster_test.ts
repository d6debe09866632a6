import { assertEquals } from "@std/assert";
import { encodeServerDef, taskName } from "./collective_cluster.ts";

// What Python's TensorFlow 2.21 writes for two workers, with the tasks in the order of their numbers:
// ServerDef(cluster=ClusterDef(job=[JobDef(name="worker", tasks={0: "127.0.0.1:23431", 1: "127.0.0.1:23432"})]),
//   job_name="worker", task_index=1, protocol="grpc", default_session_config=ConfigProto(
//   experimental=ConfigProto.Experimental(collective_group_leader="/job:worker/replica:0/task:0"))).SerializeToString()
const SECOND =
  "0a340a320a06776f726b657212130800120f3132372e302e302e313a323334333112130801120f3132372e302e302e313a323334" +
  "33321206776f726b65721801222182011e0a1c2f6a6f623a776f726b65722f7265706c6963613a302f7461736b3a302a0467727063";

Deno.test("a cluster is written as TensorFlow's ServerDef", () => {
  const tasks = [23431, 23432].map((port, index) => ({ job: "worker", index, address: `127.0.0.1:${port}` }));
  assertEquals(encodeServerDef({ tasks, own: 1 }, new Uint8Array(0)).toHex(), SECOND);
});

Deno.test("the process's settings come before the leader, and each job has its tasks", () => {
  const tasks = [{ job: "chief", index: 0, address: "a:1" }, { job: "worker", index: 0, address: "b:1" }];
  const bytes = encodeServerDef({ tasks, own: 1 }, Uint8Array.of(0x10, 3)); // threads in an operation: 3
  const text = new TextDecoder().decode(bytes);
  assertEquals([...text.matchAll(/chief|worker|a:1|b:1/g)].map(([word]) => word), [
    "chief",
    "a:1",
    "worker",
    "b:1",
    "worker",
    "chief",
  ]);
  const leader = new TextEncoder().encode(taskName(tasks[0]!));
  const config = [0x10, 3, 0x82, 0x01, leader.length + 2, 0x0a, leader.length, ...leader];
  assertEquals(bytes.toHex().includes(Uint8Array.from([0x22, config.length, ...config]).toHex()), true);
});
