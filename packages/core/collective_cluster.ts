import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** One of the processes that train together. */
export interface ClusterTask {
  /** The name of its job, for instance `"worker"` or `"chief"`. */
  readonly job: string;
  /** Its number within the job, from 0. */
  readonly index: number;
  /** Where the others reach it: `host:port`. */
  readonly address: string;
}

/** All processes that train together, and which of them this one is. */
export interface Cluster {
  /** In the order of their numbers; the first one leads. */
  readonly tasks: readonly ClusterTask[];
  /** This process's number among them, from 0. */
  readonly own: number;
}

/** How TensorFlow names a process of a cluster. */
export function taskName({ job, index }: Pick<ClusterTask, "job" | "index">): string {
  return `/job:${job}/replica:0/task:${index}`;
}

// Field numbers of ServerDef, ClusterDef, JobDef, its map of tasks, and ConfigProto (tensorflow/core/protobuf/*.proto).
const SERVER = { cluster: 1, job: 2, task: 3, config: 4, protocol: 5 } as const;
const CLUSTER_JOB = 1;
const JOB = { name: 1, tasks: 2 } as const;
const ENTRY = { key: 1, value: 2 } as const;
const CONFIG_EXPERIMENTAL = 16, COLLECTIVE_GROUP_LEADER = 1;

/**
 * Writes a cluster as the bytes of TensorFlow's ServerDef.
 *
 * @param config The process's ConfigProto, from which its devices are made.
 */
export function encodeServerDef({ tasks, own }: Cluster, config: Uint8Array): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter(), task = tasks[own]!;
  const jobs = Map.groupBy(tasks, ({ job }) => job);
  writer.tag(SERVER.cluster, WireType.LengthDelimited).fork();
  for (const [name, members] of jobs) {
    writer.tag(CLUSTER_JOB, WireType.LengthDelimited).fork();
    writer.tag(JOB.name, WireType.LengthDelimited).string(name);
    for (const { index, address } of members) {
      writer.tag(JOB.tasks, WireType.LengthDelimited).fork();
      writer.tag(ENTRY.key, WireType.Varint).int32(index);
      writer.tag(ENTRY.value, WireType.LengthDelimited).string(address).join();
    }
    writer.join();
  }
  writer.join();
  writer.tag(SERVER.job, WireType.LengthDelimited).string(task.job);
  writer.tag(SERVER.task, WireType.Varint).int32(task.index);
  writer.tag(SERVER.config, WireType.LengthDelimited).bytes(withLeader(config, tasks[0]!));
  writer.tag(SERVER.protocol, WireType.LengthDelimited).string("grpc");
  return writer.finish() as Uint8Array<ArrayBuffer>;
}

/** Messages of protocol buffers are merged by writing one after the other. */
function withLeader(config: Uint8Array, leader: ClusterTask): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(CONFIG_EXPERIMENTAL, WireType.LengthDelimited).fork();
  writer.tag(COLLECTIVE_GROUP_LEADER, WireType.LengthDelimited).string(taskName(leader)).join();
  return Uint8Array.from([...config, ...writer.finish()]);
}
