import { assertEquals, assertThrows } from "@std/assert";
import type { WorkerMeeting } from "./worker_meeting.ts";
import { compareSettings } from "./worker_settings.ts";

const meeting = { name: (worker: number) => `worker ${worker} (host-${worker}:1)` } as WorkerMeeting;

const SETTINGS = {
  seed: 1,
  forger: "0.1.0",
  data: { name: "photos", fingerprint: "abc" },
  plugins: [{ name: "ema", options: { decay: 0.9 } }, { name: "r1" }],
};

const compared = (...changes: readonly object[]) =>
  compareSettings(meeting, [{}, ...changes].map((change) => JSON.stringify({ ...SETTINGS, ...change })));

Deno.test("equal settings are fine", () => compared({}, {}));

Deno.test("every difference is named, with the worker that has it", () => {
  const error = assertThrows(
    () =>
      compared(
        { forger: "0.2.0" },
        { data: { name: "photos", fingerprint: "abd" }, plugins: [{ name: "ema", options: { decay: 0.99 } }] },
      ),
    RangeError,
  );
  assertEquals(error.message.split("\n"), [
    "Cannot train together as all workers must have the same settings:",
    '  forger: "0.1.0" on worker 0, "0.2.0" on worker 1 (host-1:1)',
    '  data.fingerprint: "abc" on worker 0, "abd" on worker 2 (host-2:1)',
    "  plugins.ema.options.decay: 0.9 on worker 0, 0.99 on worker 2 (host-2:1)",
    '  plugins.r1: {"name":"r1"} on worker 0, nothing on worker 2 (host-2:1)',
  ]);
});
