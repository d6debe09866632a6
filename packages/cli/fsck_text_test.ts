import type { CheckedFile, RunCheck } from "@forger/trainers";
import { assertEquals } from "@std/assert";
import { fsckText } from "./fsck_text.ts";

const fine = (...paths: readonly string[]): CheckedFile[] => paths.map((path) => ({ path, state: "fine" }));

const HEALTHY: RunCheck = {
  folder: "runs/mnist",
  files: fine("config.json", "metrics.csv"),
  isTraining: false,
  steps: 10_000,
  resume: { step: 9_500 },
  notSampled: undefined,
};

const DAMAGED: RunCheck = {
  ...HEALTHY,
  files: [
    ...Array.from({ length: 12 }, (_, index) => (
      { path: `samples/${index}.png`, state: "damaged", reason: "it is cut off" } as const
    )),
    { path: "metrics.csv", state: "missing", reason: "the plugin metrics-file writes it" },
    { path: ".config.json.0123abcd.partial", state: "leftover", reason: "its writing was interrupted" },
    { path: "notes\u001b[2J.txt", state: "other" },
    { path: "link", state: "other", reason: "it is a symbolic link, which is not followed" },
    ...fine("config.json"),
  ],
  isTraining: true,
  steps: undefined,
  resume: { reason: "none of its checkpoints is whole" },
  notSampled: "model/model.json is damaged",
};

Deno.test("of a healthy run no more is said than that", () => {
  assertEquals(
    fsckText(HEALTHY, { all: false }),
    `runs/mnist
  files   2 fine
  resume  from step 9,500 of 10,000
  sample  yes`,
  );
});

Deno.test("of a damaged run each damage is said, of long lists the beginning", () => {
  assertEquals(
    fsckText(DAMAGED, { all: false }),
    `runs/mnist
  files   1 fine, 12 damaged, 1 missing, 2 not looked into
  resume  no: none of its checkpoints is whole
  sample  no: model/model.json is damaged
  state   it is being trained: files change while they are looked at

12 damaged:
  samples/0.png: it is cut off
  samples/1.png: it is cut off
  samples/2.png: it is cut off
  samples/3.png: it is cut off
  samples/4.png: it is cut off
  samples/5.png: it is cut off
  samples/6.png: it is cut off
  samples/7.png: it is cut off
  samples/8.png: it is cut off
  samples/9.png: it is cut off
  and 2 more: --verbose names all

1 missing:
  metrics.csv: the plugin metrics-file writes it

1 left over from interrupted writing; resuming the run removes what it would write again:
  .config.json.0123abcd.partial: its writing was interrupted

1 not looked into:
  link: it is a symbolic link, which is not followed`,
  );
});

Deno.test("all files are named if asked for, without what a terminal would obey", () => {
  const lines = fsckText(DAMAGED, { all: true }).split("\n");
  for (const line of ["  samples/11.png: it is cut off", "  notes\\u{1b}[2J.txt", "  config.json"]) {
    assertEquals(lines.filter((one) => one === line), [line]);
  }
});
