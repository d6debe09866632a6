// The hooks' table in ARCHITECTURE.md and the loops there and in the package's documentation name what the code has.
import { HOOKS } from "@forger/trainers";
import { assertEquals } from "@std/assert";

const read = (path: string) => Deno.readTextFile(new URL(`../${path}`, import.meta.url));
const architecture = await read("ARCHITECTURE.md"), documentation = await read("packages/trainers/mod.ts");

Deno.test("the table of ARCHITECTURE.md holds every hook in order, where it runs and its kind", () => {
  const rows = architecture.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    return ["host", "step"].includes(cells[2] ?? "") ? [[cells[1]!.replaceAll("`", ""), cells[2], cells[3]]] : [];
  });
  assertEquals(rows, Object.entries(HOOKS).map(([name, { where, kind }]) => [name, where, kind]));
});

const section = (text: string, begin: string, end: string) => text.slice(text.indexOf(begin), text.indexOf(end));
const loops: readonly (readonly [string, string])[] = [
  ["ARCHITECTURE.md", section(architecture, "## The trainer's loop", "## The hooks")],
  ["the package's documentation", section(documentation, "```text", " * @module")],
];

for (const [place, loop] of loops) {
  Deno.test(`the loop in ${place} names every hook and no other`, () => {
    const named = loop.match(/\b(?:on[A-Z]|transform[A-Z]|saveState|restoreState|planUpdates|samplingGenerator)\w*/g);
    assertEquals([...new Set(named)].toSorted(), Object.keys(HOOKS).toSorted());
  });
}
