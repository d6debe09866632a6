import { assertEquals } from "@std/assert";
import { tricksTable } from "./tricks_table.ts";

Deno.test("the table marks changes beyond the scatter of the seeds", () => {
  const table = tricksTable([
    { variant: "no trick", scores: [5, 6, 7] },
    { variant: "better", scores: [9, 9, 9] },
    { variant: "alike", scores: [5, 5, 7] },
  ]);
  assertEquals(table.split("\n").slice(2), [
    "| no trick | 5.00, 6.00, 7.00 | 6.00 ± 1.00 |  |",
    "| better | 9.00, 9.00, 9.00 | 9.00 ± 0.00 | **+3.00** |",
    "| alike | 5.00, 5.00, 7.00 | 5.67 ± 1.15 | −0.33 |",
  ]);
});
