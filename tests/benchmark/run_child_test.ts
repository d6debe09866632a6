import { assertEquals, assertRejects } from "@std/assert";
import { runChild } from "./run_child.ts";

const program = (code: string, timeoutSeconds = 60) => ({
  command: Deno.execPath(),
  args: ["eval", "--no-config", code],
  env: { NO_COLOR: "1" },
  timeoutSeconds,
});

Deno.test("runChild reads the last line as JSON", async () => {
  const found = await runChild<{ a: number }>(program(`console.log("hello"); console.log('{"a":1}')`));
  assertEquals(found, { a: 1 });
});

const faults: [label: string, code: string, message: string][] = [
  ["throws", `throw new RangeError("too much")`, "RangeError: too much"],
  ["says nothing", "Deno.exit(3)", "it failed and said nothing"],
  ["prints no JSON", `console.log("done")`, `must print JSON: its last line is "done"`],
];

for (const [label, code, message] of faults) {
  Deno.test(`runChild tells why a program failed that ${label}`, async () => {
    await assertRejects(() => runChild(program(code)), Error, message);
  });
}

Deno.test("runChild stops a program that takes too long", async () => {
  const endless = program("setTimeout(() => {}, 1e8)", 0.5);
  await assertRejects(() => runChild(endless), Error, "it must end in 0.5 s: it was stopped");
});

Deno.test("runChild refuses a program that is not there", async () => {
  await assertRejects(() => runChild({ ...program(""), command: "no-such-program" }), Error, "no-such-program");
});
