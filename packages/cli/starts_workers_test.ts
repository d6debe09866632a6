import { assertEquals, assertThrows } from "@std/assert";
import { startsWorkers } from "./starts_workers.ts";
import { UsageError } from "./usage_error.ts";

Deno.test("a process is the parent of others where --workers says so, but for a dry run", () => {
  assertEquals(startsWorkers({ "dry-run": false }), false);
  assertEquals(startsWorkers({ "dry-run": false, workers: 2, restart: 1 }), true);
  assertEquals(startsWorkers({ "dry-run": false, workers: 1, backend: "cpu" }), true);
  assertEquals(startsWorkers({ "dry-run": true, workers: 2 }), false);
});

const misuses: readonly (readonly [Parameters<typeof startsWorkers>[0], string])[] = [
  [{ "dry-run": false, restart: 1 }, "--restart as it must come with --workers"],
  [{ "dry-run": false, workers: 2, check: 5 }, "--check with --workers"],
  [{ "dry-run": false, workers: 2, cluster: "tf-config" }, "--cluster with --workers"],
  [{ "dry-run": false, workers: 2, backend: "cpu" }, "--backend cpu with --workers"],
  [{ "dry-run": false, workers: 2, compile: "xla" }, "--compile xla with --workers"],
];
for (const [flags, reason] of misuses) {
  Deno.test(`${JSON.stringify(flags)} is a misuse`, () => {
    assertThrows(() => startsWorkers(flags), UsageError, reason);
  });
}

Deno.test("--workers beside TF_CONFIG is a misuse", () => {
  const before = Deno.env.get("TF_CONFIG");
  Deno.env.set("TF_CONFIG", "{}");
  try {
    assertThrows(() => startsWorkers({ "dry-run": false, workers: 2 }), UsageError, "TF_CONFIG must not be set");
  } finally {
    if (before === undefined) Deno.env.delete("TF_CONFIG");
    else Deno.env.set("TF_CONFIG", before);
  }
});
