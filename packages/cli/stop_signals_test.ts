import { assertEquals, assertStringIncludes } from "@std/assert";
import { type StopSignal, StopSignals } from "./stop_signals.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";

function listening(): { stop: StopSignals; exits: number[]; output: CapturedOutput } & Disposable {
  const exits: number[] = [], output = new CapturedOutput();
  const stop = new StopSignals(output, { exit: (code) => exits.push(code) });
  return { stop, exits, output, [Symbol.dispose]: () => stop.close() };
}

const codes: [name: StopSignal, code: number][] = [["SIGINT", 130], ["SIGTERM", 143]];

for (const [name, code] of codes) {
  Deno.test(`${name} before training ends the program at once`, () => {
    using listener = listening();
    listener.stop.receive(name);
    assertEquals([listener.exits, listener.stop.signal.aborted, listener.output.errors], [[code], false, ""]);
  });

  Deno.test(`${name} while training asks it to end, and the second one ends the program`, () => {
    using listener = listening();
    const { exits, output, stop } = listener;
    assertEquals(stop.exitCode, undefined);
    stop.trainingBegins();
    stop.receive(name);
    assertEquals([exits, stop.signal.aborted, stop.exitCode], [[], true, code]);
    assertStringIncludes(output.errors, "Stopping after this call");
    stop.receive("SIGINT");
    assertEquals([exits, stop.exitCode], [[130], code]);
  });
}

Deno.test("where a parent tells when to end, it says what happens", () => {
  const exits: number[] = [], output = new CapturedOutput();
  const stop = new StopSignals(output, { exit: (code) => exits.push(code), leavesToParent: true });
  stop.trainingBegins();
  stop.receive("SIGINT");
  assertEquals([stop.signal.aborted, stop.received, stop.exitCode, output.errors, exits], [
    true,
    "SIGINT",
    130,
    "",
    [],
  ]);
  stop.close();
});
