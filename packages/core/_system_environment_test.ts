import { assertEquals } from "@std/assert";
import { systemEnvironment } from "./_system_environment.ts";

Deno.test("systemEnvironment() is what Deno.env is", () => {
  Deno.env.set("FORGER_TEST_VARIABLE", "one");
  try {
    const environment = systemEnvironment();
    assertEquals(environment.FORGER_TEST_VARIABLE, "one");
    assertEquals(environment.FORGER_TEST_MISSING, undefined);
    assertEquals("FORGER_TEST_VARIABLE" in environment, true);
    assertEquals("FORGER_TEST_MISSING" in environment, false);
    assertEquals({ ...environment }, Deno.env.toObject());
    assertEquals(Object.entries(environment).sort(), Object.entries(Deno.env.toObject()).sort());
    Deno.env.set("FORGER_TEST_VARIABLE", "two");
    assertEquals(environment.FORGER_TEST_VARIABLE, "two");
  } finally {
    Deno.env.delete("FORGER_TEST_VARIABLE");
  }
});

Deno.test({
  name: "systemEnvironment() asks for permission for the variables that are read, and no others",
  permissions: { env: ["FORGER_CACHE"], read: true },
  fn: () => {
    const environment = systemEnvironment();
    assertEquals(environment.FORGER_CACHE, Deno.env.get("FORGER_CACHE"));
    assertEquals(denied(() => environment.HOME), true);
    assertEquals(denied(() => Object.keys(environment)), true);
  },
});

function denied(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotCapable;
  }
}
