import { assertEquals, assertThrows } from "@std/assert";
import { expandNodeList } from "./expand_node_list.ts";
import { expandTaskCounts } from "./expand_task_counts.ts";
import { slurmCluster } from "./slurm_cluster.ts";

const step = (own: string, tasks: string, nodes: string, perNode: string) => ({
  SLURM_PROCID: own,
  SLURM_STEP_NUM_TASKS: tasks,
  SLURM_STEP_NODELIST: nodes,
  SLURM_STEP_TASKS_PER_NODE: perNode,
});

Deno.test("each task of each node is a worker, at ports from 8888 up", () => {
  const cluster = slurmCluster(step("6", "7", "n[1-3,7]", "2(x3),1"))!;
  assertEquals(cluster.tasks.map(({ address }) => address), [
    "n1:8888",
    "n1:8889",
    "n2:8888",
    "n2:8889",
    "n3:8888",
    "n3:8889",
    "n7:8888",
  ]);
  assertEquals(cluster.tasks.map(({ index }) => index), [0, 1, 2, 3, 4, 5, 6]);
  assertEquals(cluster.own, 6);
  assertEquals(slurmCluster(step("0", "1", "n1", "1")), undefined);
});

const lists: readonly (readonly [string, readonly string[]])[] = [
  ["n1", ["n1"]],
  ["n[1-3,7]", ["n1", "n2", "n3", "n7"]],
  ["a,b-2,c.d", ["a", "b-2", "c.d"]],
  ["n[08-11]", ["n08", "n09", "n10", "n11"]],
  ["r[1-2]n[1-2]", ["r1n1", "r1n2", "r2n1", "r2n2"]],
  ["n[1,3]-ib,login", ["n1-ib", "n3-ib", "login"]],
];
for (const [list, names] of lists) {
  Deno.test(`the node list ${list} names ${names}`, () => assertEquals(expandNodeList(list), [...names]));
}

for (const list of ["", "n[", "n[3-1]", "n[a-b]", "n[1-2", "n[1-2]x[1]y[2]", "n1,,n2", "n1,n1", "n[1-99999999]"]) {
  Deno.test(`the node list "${list}" is refused`, () => {
    assertThrows(() => expandNodeList(list), RangeError, `current value is "${list}"`);
  });
}

Deno.test("counts of tasks may be repeated", () => {
  assertEquals(expandTaskCounts("3(x2),1"), [3, 3, 1]);
  assertEquals(expandTaskCounts("4"), [4]);
  for (const counts of ["", "0", "3(2)", "3(x0)", "a", "1,"]) {
    assertThrows(() => expandTaskCounts(counts), RangeError, `current value is "${counts}"`);
  }
});

Deno.test("variables that do not fit each other are refused", () => {
  assertThrows(() => slurmCluster(step("0", "3", "n1", "2")), RangeError, "must be the sum of the tasks per node, 2");
  assertThrows(() => slurmCluster(step("0", "2", "n[1-2]", "2")), RangeError, "1 counts, 2 nodes");
  assertThrows(() => slurmCluster(step("2", "2", "n[1-2]", "1(x2)")), RangeError, "from 0 to 1: current value is 2");
  assertThrows(() => slurmCluster({ ...step("0", "2", "n1", "2"), SLURM_PROCID: "" }), RangeError, "SLURM_PROCID must");
});
