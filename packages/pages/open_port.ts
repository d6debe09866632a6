/** Where a live page is, unless that is taken. */
export const LIVE_PORT = 8123;

/** So many ports are tried before any is taken. */
const TRIES = 20;

/**
 * Finds a port of this machine that is free.
 *
 * @param port The one that it must be; 0 for any. @default {8123, or the next one that is free}
 * @throws {RangeError} If it is no port, or not free.
 *
 * @example
 * ```ts
 * import { openPort } from "@forger/pages";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
 * const { port } = taken.addr as Deno.NetAddr;
 * assertThrows(() => openPort(port), RangeError, `port must be free: another program has ${port}`);
 * assertEquals(openPort(0), 0);
 * ```
 */
export function openPort(port?: number): number {
  if (port === undefined) {
    for (let tried = LIVE_PORT; tried < LIVE_PORT + TRIES; tried++) if (isFreePort(tried)) return tried;
    return 0;
  }
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new RangeError(`Cannot serve the live page as port must be from 0 to 65535: current value is ${port}`);
  }
  if (port === 0 || isFreePort(port)) return port;
  throw new RangeError(
    `Cannot serve the live page as port must be free: another program has ${port}. Name another, or 0 for any`,
  );
}

/**
 * Whether no program has a port of this machine; 0 stands for any that is free.
 *
 * @throws {RangeError} If this user may not take it.
 *
 * @example
 * ```ts
 * import { isFreePort } from "@forger/pages";
 * import { assertEquals } from "@std/assert";
 *
 * using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
 * assertEquals(isFreePort((taken.addr as Deno.NetAddr).port), false);
 * ```
 */
export function isFreePort(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new RangeError(
        `Cannot serve the live page as port must be one that this user may take: ${port} is not. Name one above 1023`,
        { cause: error },
      );
    }
    throw error;
  }
}
