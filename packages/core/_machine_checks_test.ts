import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { machineChecks } from "./_machine_checks.ts";
import type { MachineFacts } from "./_machine_facts.ts";
import type { Check } from "./diagnosis.ts";
import type { LibtensorflowFacts } from "./inspect_libtensorflow.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import { HEALTHY_MACHINE } from "./testdata/healthy_machine.ts";

const LOADED: LibtensorflowFacts = { version: "2.21.0", devices: ["CPU:0"] };

/** The check of this name on a healthy machine where some facts differ. */
function checkOf(name: string, facts: Partial<MachineFacts>, loaded?: LibtensorflowFacts | Error): Check {
  const check = machineChecks({ ...HEALTHY_MACHINE, ...facts }, loaded).find((check) => check.name === name);
  assert(check, `no check is named ${name}`);
  return check;
}

Deno.test("machineChecks() finds nothing wrong with a healthy machine, each thing once", () => {
  const checks = machineChecks(HEALTHY_MACHINE, LOADED);
  assertEquals(checks.map(({ name, ok, found }) => [name, ok, found]), [
    ["Deno", "ok", "2.9.6"],
    ["System", "ok", "linux 6.1.0 on x86_64"],
    ["Processor", "ok", "8 cores, 20.0 GB of 32.0 GB of memory available"],
    ["Cache folder", "ok", "/home/me/.cache/forger, 50.0 GB free"],
    ["Python and pip", "ok", "pip 23.2.1 of Python 3.11 (python3)"],
    [
      "libtensorflow",
      "ok",
      "2.21.0, downloaded earlier, its SHA-256 checked, in /home/me/.cache/forger/build/tensorflow",
    ],
    ["Opening it", "ok", "TensorFlow 2.21.0 on CPU:0"],
    ["NVIDIA GPU", "ok", "none"],
  ]);
  assert(checks.every(({ remedy }) => remedy === undefined));
});

Deno.test("machineChecks() leaves out the opening where it was not tried", () => {
  assert(!machineChecks(HEALTHY_MACHINE).some(({ name }) => name === "Opening it"));
});

const missingPip = new LibtensorflowError("Cannot download libtensorflow: pip is missing", "install pip");
const noHome = new LibtensorflowError("Cannot choose a cache folder: no HOME", "set FORGER_CACHE");
const wrongFolder = new LibtensorflowError("Cannot use the folder in FORGER_LIBTENSORFLOW", "unset it");
const cache = { folder: "/full", free: 5e8 };
const fault = { folder: "/locked", free: 5e10, fault: "Permission denied" };
const absent = { libtensorflow: undefined };

const CASES: [string, Partial<MachineFacts>, Check["ok"], string, string | undefined][] = [
  ["Deno", { deno: "2.10.0" }, "ok", "2.10.0", undefined],
  ["Deno", { deno: "2.4.1" }, "warning", "2.4.1, older than the 2.9", "deno upgrade"],
  ["System", { platform: { os: "windows", arch: "aarch64" } }, "ok", "windows 6.1.0 on aarch64", undefined],
  ["Processor", { cores: 1, availableMemory: 1e9 }, "warning", "1 core, 1.0 GB of 32.0 GB", "end other programs"],
  ["Cache folder", { cache: noHome }, "problem", "Cannot choose a cache folder: no HOME", "set FORGER_CACHE"],
  ["Cache folder", { cache: fault }, "warning", "/locked: Permission denied", "make it writable"],
  ["Cache folder", { cache: fault, ...absent }, "problem", "/locked: Permission denied", "make it writable"],
  ["Cache folder", { cache }, "ok", "/full, 500 MB free", undefined],
  ["Cache folder", { cache, ...absent }, "problem", "500 MB free, and libtensorflow needs 1.1 GB", "free some space"],
  ["Python and pip", { pip: missingPip }, "ok", "pip is missing; it is not needed", undefined],
  ["Python and pip", { pip: missingPip, ...absent }, "problem", "pip is missing", "install pip"],
  ["libtensorflow", absent, "warning", "not downloaded yet", "downloads 274 MB once"],
  ["libtensorflow", { ...absent, damage: "it is damaged" }, "warning", "it is damaged", "downloads 274 MB once"],
  ["libtensorflow", { libtensorflow: wrongFolder }, "problem", "Cannot use the folder in FORGER_LIB", "unset it"],
];
for (const [name, facts, ok, found, remedy] of CASES) {
  Deno.test(`machineChecks() judges ${name}: ${found}`, () => {
    const check = checkOf(name, facts);
    assertEquals(check.ok, ok);
    assertStringIncludes(check.found, found);
    if (remedy === undefined) assertEquals(check.remedy, undefined);
    else assertStringIncludes(check.remedy ?? "", remedy);
  });
}

Deno.test("machineChecks() judges a library that cannot be opened by why it cannot", () => {
  const remedyFor = (message: string): string => {
    const check = checkOf("Opening it", {}, new Error(message));
    assertEquals(check.ok, "problem");
    assertEquals(check.found, message.replace("\n", " "));
    return check.remedy ?? "";
  };
  assertStringIncludes(remedyFor("libstdc++.so.6: cannot open\nshared object file"), "C++ run-time library");
  assertStringIncludes(remedyFor("failed to map segment from shared object"), "FORGER_CACHE");
  assertStringIncludes(remedyFor("invalid ELF header"), "remove /home/me/.cache/forger/build/tensorflow");
});

Deno.test("machineChecks() notices another version of TensorFlow", () => {
  const check = checkOf("Opening it", {}, { version: "2.16.2", devices: ["CPU:0"] });
  assertEquals(check.ok, "warning");
  assertStringIncludes(check.found, "TensorFlow 2.16.2 on CPU:0, another version");
  assertStringIncludes(check.remedy ?? "", "take version 2.21.0");
});
