import { assertEquals, assertThrows } from "@std/assert";
import { parseFlags } from "./flags.ts";
import { checkPlaygroundFlags, PLAYGROUND_FLAGS, type PlaygroundFlags } from "./playground_flags.ts";
import { UsageError } from "./usage_error.ts";

function read(line: string): PlaygroundFlags {
  const { values } = parseFlags(PLAYGROUND_FLAGS, line.split(" ").filter(Boolean));
  checkPlaygroundFlags(values);
  return values;
}

Deno.test("without flags nothing is served", () => {
  const { out, port, serve } = read("");
  assertEquals({ out, port, serve }, { out: undefined, port: undefined, serve: false });
});

Deno.test("a page is served at the port that is asked for", () => {
  const { out, port, serve } = read("--serve --port 65535 --out site");
  assertEquals({ out, port, serve }, { out: "site", port: 65_535, serve: true });
});

for (const port of ["0", "65536", "8e3", "-1", "http"]) {
  Deno.test(`${port} is no port`, () => {
    assertThrows(() => read(`--serve --port ${port}`), UsageError, "an integer from 1 to 65535");
  });
}

Deno.test("a port without a server is a mistake", () => {
  assertThrows(() => read("--port 8000"), UsageError, "Cannot use --port as the page must be served");
});
