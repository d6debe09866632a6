import { assertEquals } from "@std/assert";
import { type DownloadProgress, progressLine } from "./progress_line.ts";

const at = (
  doneBytes: number,
  message = "Fetching it",
  phase: DownloadProgress["phase"] = "download",
): DownloadProgress => ({
  phase,
  message,
  doneBytes,
  totalBytes: phase === "wait" ? 0 : 200e6,
});

Deno.test("progressLine() overwrites one line on a terminal, the rest of a longer one too", () => {
  let text = "";
  const line = progressLine({ terminal: true, write: (part) => text += part });
  line.finish();
  assertEquals(text, "");
  line.update(at(0, "Waiting for another", "wait"));
  line.update(at(100e6, "A"));
  line.finish();
  line.finish();
  assertEquals(text, "\rWaiting for another …\rA: 50 %, 100 MB of 200 MB\n");

  text = "";
  line.update(at(100e6, "Long message"));
  line.update(at(100e6, "A"));
  assertEquals(text, "\rLong message: 50 %, 100 MB of 200 MB\rA: 50 %, 100 MB of 200 MB           ");
});

Deno.test("progressLine() gives damage a line that stays", () => {
  const damage: DownloadProgress = { phase: "damage", message: "It is damaged", doneBytes: 0, totalBytes: 0 };
  for (
    const [terminal, expected] of [
      [
        true,
        "\rChecking it: 50 %, 100 MB of 200 MB\rIt is damaged.                     \n\rFetching it: 0 %, 0 kB of 200 MB\n",
      ],
      [false, "Checking it: 50 %, 100 MB of 200 MB\nIt is damaged.\nFetching it: 0 %, 0 kB of 200 MB\n"],
    ] as const
  ) {
    let text = "";
    const line = progressLine({ terminal, write: (part) => text += part });
    line.update(at(100e6, "Checking it", "check"));
    line.update(damage);
    line.update(at(0));
    line.finish();
    assertEquals(text, expected);
  }
});

Deno.test("progressLine() writes a line now and then elsewhere, and always the first and the last of a phase", () => {
  let text = "";
  let now = 0;
  const line = progressLine({ terminal: false, write: (part) => text += part, interval: 1000, now: () => now });
  for (
    const [time, progress] of [[0, at(0)], [900, at(20e6)], [1100, at(40e6)], [1200, at(60e6)], [1300, at(200e6)], [
      9000,
      at(200e6),
    ]] as const
  ) {
    now = time;
    line.update(progress);
  }
  line.update(at(1e6, "Unpacking it", "unpack"));
  line.finish();
  assertEquals(text.split("\n"), [
    "Fetching it: 0 %, 0 kB of 200 MB",
    "Fetching it: 20 %, 40 MB of 200 MB",
    "Fetching it: 100 %, 200 MB of 200 MB",
    "Unpacking it: 0 %, 1 MB of 200 MB",
    "",
  ]);
});
