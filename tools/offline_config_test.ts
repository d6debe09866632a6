import { assertEquals } from "@std/assert";
import { offlineConfiguration, offlineFiles, offlineLock } from "./offline_config.ts";

const read = (path: string): Promise<string> => Deno.readTextFile(new URL(`../${path}`, import.meta.url));

Deno.test("the offline files are in step with deno.json and deno.lock", async () => {
  for (const [path, text] of Object.entries(await offlineFiles())) {
    assertEquals(JSON.parse(await read(path)), JSON.parse(text), `${path} is out of step: run \`deno task offline\``);
  }
});

Deno.test("the offline configuration has no tasks, the links and a lock of its own", () => {
  assertEquals(offlineConfiguration({ imports: { a: "npm:a@1" }, tasks: { test: "deno test" } }), {
    imports: { a: "npm:a@1" },
    links: ["./offline/cli", "./offline/assert"],
    lock: { path: "./deno.offline.lock" },
  });
});

Deno.test("the offline lock keeps the npm packages and drops what came from JSR", () => {
  const lock = {
    version: "5",
    specifiers: { "jsr:@std/cli@1": "1.0.32", "npm:a@1": "1.0.0" },
    jsr: { "@std/cli@1.0.32": { integrity: "x" } },
    npm: { "a@1.0.0": { integrity: "y" } },
    workspace: { dependencies: ["jsr:@std/cli@1", "npm:a@1"] },
  };
  assertEquals(offlineLock(lock, ["@std/cli@1.0.32", "@std/assert@1.0.19"]), {
    version: "5",
    specifiers: { "npm:a@1": "1.0.0" },
    npm: { "a@1.0.0": { integrity: "y" } },
    workspace: {
      dependencies: ["jsr:@std/cli@1", "npm:a@1"],
      links: { "jsr:@std/assert@1.0.19": {}, "jsr:@std/cli@1.0.32": {} },
    },
  });
});
