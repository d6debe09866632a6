import { assert, assertEquals } from "@std/assert";
import { freePorts } from "./free_ports.ts";
import { localCluster } from "./local_cluster.ts";
import { threadsOfEach } from "./threads_of_each.ts";

Deno.test("each process sees the same addresses, and itself at its place", () => {
  const clusters = localCluster([4001, 4002, 4003]);
  assertEquals(clusters.map(({ own }) => own), [0, 1, 2]);
  for (const { tasks } of clusters) {
    assertEquals(tasks.map(({ address }) => address), ["127.0.0.1:4001", "127.0.0.1:4002", "127.0.0.1:4003"]);
  }
});

Deno.test("free ports can be listened at, and differ", () => {
  const ports = freePorts(20);
  assertEquals(new Set(ports).size, 20);
  for (const port of ports) {
    assert(port > 0 && port < 65536);
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  }
});

Deno.test("cores are split evenly, and nobody has none", () => {
  assertEquals([1, 2, 3, 8, 9].map((workers) => threadsOfEach(8, workers)), [8, 4, 2, 1, 1]);
});
