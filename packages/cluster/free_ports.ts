/**
 * Finds ports of this machine at which nothing listens now.
 *
 * @example
 * ```ts
 * import { freePorts } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new Set(freePorts(3)).size, 3);
 * ```
 */
export function freePorts(count: number): number[] {
  // all are held until the last one is found, so that none comes twice
  const listeners = Array.from({ length: count }, () => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}
