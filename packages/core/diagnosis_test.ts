import { assertEquals } from "@std/assert";
import { formatDiagnosis } from "./diagnosis.ts";

Deno.test("formatDiagnosis() aligns the columns and puts a remedy below its problem", () => {
  const text = formatDiagnosis([
    { name: "Deno", ok: "ok", found: "2.9.6" },
    { name: "Python and pip", ok: "problem", found: "pip is missing", remedy: "install python3-pip" },
    { name: "Processor", ok: "warning", found: "1 core", remedy: "buy another" },
  ]);
  assertEquals(
    text,
    `ok       Deno            2.9.6
problem  Python and pip  pip is missing
                         Remedy: install python3-pip.
warning  Processor       1 core
                         Remedy: buy another.

1 problem, 1 warning.
`,
  );
});

Deno.test("formatDiagnosis() breaks long lines between words", () => {
  const checks = [{ name: "a", ok: "ok", found: "one two three four aVeryLongFolderThatCannotBeBroken end" }] as const;
  assertEquals(
    formatDiagnosis(checks, { width: 24 }),
    `ok       a  one two
            three four
            aVeryLongFolderThatCannotBeBroken
            end

0 problems, 0 warnings.
`,
  );
});

Deno.test("formatDiagnosis() of nothing is just the count", () => {
  assertEquals(formatDiagnosis([]), "\n0 problems, 0 warnings.\n");
});
