import { assertEquals, assertRejects } from "@std/assert";
import type { StopSignal } from "./stop_signals.ts";
import { untilSignal } from "./until_signal.ts";

/** Signals that come when a test says so: those of the system are the test runner's. */
function fakeSystem() {
  const listeners = new Map<StopSignal, () => void>(), exits: number[] = [];
  return {
    exits,
    listeners,
    addSignalListener: (name: StopSignal, listener: () => void) => void listeners.set(name, listener),
    removeSignalListener: (name: StopSignal) => void listeners.delete(name),
    exit: (code: number) => void exits.push(code),
  };
}

for (const [name, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${name} ends the work, and the second one the program at once`, async () => {
    const system = fakeSystem(), { exits, listeners } = system;
    const work = (signal: AbortSignal) => {
      listeners.get(name)!();
      assertEquals([signal.aborted, exits], [true, []]);
      listeners.get(name)!();
      return Promise.reject(signal.reason);
    };
    assertEquals([await untilSignal(work, system), exits, listeners.size], [code, [code], 0]);
  });
}

Deno.test("what the signal caused is no failure, and what else fails is one", async () => {
  const end = (errorOf: (reason: unknown) => Error) => {
    const system = fakeSystem();
    return untilSignal((signal) => {
      system.listeners.get("SIGINT")!();
      return Promise.reject(errorOf(signal.reason));
    }, system);
  };
  assertEquals(await end((cause) => new Error("Cannot write x", { cause })), 130);
  await assertRejects(() => end(() => new Error("the disk is full")), Error, "the disk is full");
});

Deno.test("work that no signal ends has done its part, and its failures stay", async () => {
  const system = fakeSystem();
  assertEquals([await untilSignal(() => Promise.resolve(), system), system.listeners.size], [0, 0]);
  await assertRejects(() => untilSignal(() => Promise.reject(new Error("no")), system), Error, "no");
  assertEquals(system.listeners.size, 0);
});
