import { assertEquals } from "@std/assert";
import { argumentsToGoOn, valueOf, workerArguments } from "./worker_arguments.ts";

Deno.test("a worker gets its parent's arguments, without the parent's own and with its threads", () => {
  assertEquals(
    workerArguments(["mnist", "--workers", "2", "--steps", "5", "--restart=3", "--ui"], 4),
    ["mnist", "--steps", "5", "--ui", "--threads", "4"],
  );
  assertEquals(workerArguments(["--workers=2", "--threads", "1"], 4), ["--threads", "1"]);
  assertEquals(workerArguments(["--threads=3", "--workers", "8"], 1), ["--threads=3"]);
});

Deno.test("a run goes on from its checkpoint, or begins anew in its folder", () => {
  const args = ["mnist", "--out", "here", "--init-from=other", "--seed", "7"];
  assertEquals(argumentsToGoOn(args, { folder: "here", hasCheckpoint: true }), [
    "mnist",
    "--seed",
    "7",
    "--resume",
    "here",
  ]);
  assertEquals(argumentsToGoOn(args, { folder: "here", hasCheckpoint: false }), [
    "mnist",
    "--init-from=other",
    "--seed",
    "7",
    "--out",
    "here",
  ]);
  const resumed = ["--resume", "here", "--allow", "steps"];
  assertEquals(argumentsToGoOn(resumed, { folder: "here", hasCheckpoint: true }), resumed);
});

Deno.test("a flag's value stands beside it or behind it", () => {
  assertEquals(valueOf(["--out", "a", "--steps", "5", "--out=b"], "--out"), "b");
  assertEquals(valueOf(["--outer", "a"], "--out"), undefined);
});
