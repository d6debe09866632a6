import { assertEquals } from "@std/assert";
import { verifyTable } from "./verify_table.ts";

Deno.test("readings are aligned, and those outside their band are said to have failed", () => {
  const table = verifyTable([
    { what: "parameters", measured: 13_307_265, published: 13_307_265, least: 13_307_265, most: 13_307_265 },
    { what: "error", measured: 0.04, least: 0, most: 0.03 },
    { what: "nothing", measured: NaN, least: 0, most: 1 },
  ]);
  assertEquals(table.split("\n"), [
    "  ok      parameters  13,307,265  published 13,307,265  exact",
    "  FAILED  error       0.04                              0 … 0.03",
    "  FAILED  nothing     NaN                               0 … 1",
  ]);
});
