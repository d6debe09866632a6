import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { pipFailure } from "./_pip_failure.ts";
import type { Pip } from "./_pip.ts";
import { FAKE_BUILD } from "./testdata/fake_build.ts";

const PIP: Pip = { python: "python3", version: "23.2.1", pythonVersion: "3.11" };
const failure = (output: string) => pipFailure(output, FAKE_BUILD.wheels[0]!, PIP);

/** What pip 23.2 prints where nothing answers. */
const RETRIES =
  [4, 3, 2, 1, 0].map((left) =>
    `WARNING: Retrying (Retry(total=${left}, connect=None, read=None, redirect=None, status=None)) after connection broken by ` +
    `'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f7cfaea6850>: ` +
    `Failed to establish a new connection: [Errno -2] Name or service not known')': /simple/tensorflow-cpu/`
  ).join("\n") + `
ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==1.0.0 (from versions: none)
ERROR: No matching distribution found for tensorflow-cpu==1.0.0
`;

const WRONG_HASH = `Collecting tensorflow-cpu==1.0.0 (from -r requirements.txt (line 1))
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes. Otherwise, examine the package contents carefully; someone may have tampered with them.
    tensorflow-cpu==1.0.0 from file (from -r requirements.txt (line 1)):
        Expected sha256 0000111122223333
             Got        2b847d217b02ee77

`;

Deno.test("pipFailure() says both values of a wrong hash", () => {
  const { problem, remedy } = failure(WRONG_HASH);
  assertEquals(
    problem,
    "Cannot download libtensorflow (tensorflow-cpu 1.0.0): the wheel's SHA-256 must be 0000111122223333: current value is 2b847d217b02ee77",
  );
  assertStringIncludes(remedy, "run the program again");
  assertStringIncludes(remedy, "must not be trusted");
});

Deno.test("pipFailure() tells a missing network by pip's attempts, and why the last one failed", () => {
  const { problem, remedy } = failure(RETRIES);
  assertStringIncludes(
    problem,
    "pip cannot reach its package index: Failed to establish a new connection: [Errno -2] Name or service not known",
  );
  assert(!problem.includes("object at"), problem);
  assertStringIncludes(remedy, "connect to the internet");
});

Deno.test("pipFailure() tells a broken download, too, as a missing network", () => {
  for (
    const output of [
      "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='a', port=443): Read timed out.",
      "ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host='a', port=443): Max retries exceeded (Caused by ProxyError('no'))",
      "WARNING: Connection timed out while downloading.\nERROR: Could not install packages due to an OSError: timed out",
    ]
  ) {
    assertStringIncludes(failure(output).problem, "pip cannot reach its package index: ");
  }
});

Deno.test("pipFailure() tells an index that lacks the version", () => {
  const { problem, remedy } = failure(
    "ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==1.0.0 (from versions: 0.9)\n" +
      "ERROR: No matching distribution found for tensorflow-cpu==1.0.0\n",
  );
  assertStringIncludes(
    problem,
    "does not offer this version: No matching distribution found for tensorflow-cpu==1.0.0",
  );
  assertStringIncludes(remedy, "python3 -m pip config list");
});

Deno.test("pipFailure() tells a full disk", () => {
  const { problem, remedy } = failure("  content_file.write(chunk)\nOSError: [Errno 28] No space left on device\n");
  assertStringIncludes(problem, "no space is left");
  assertStringIncludes(remedy, "FORGER_CACHE");
});

Deno.test("pipFailure() tells a pip that does not know an option", () => {
  const { problem, remedy } = failure("Usage:\n  pip download\n\nno such option: --platform\n");
  assertStringIncludes(problem, "pip 23.2.1 is too old: no such option: --platform");
  assertStringIncludes(remedy, "pip install --upgrade pip");
});

Deno.test("pipFailure() otherwise shows what pip marks as an error, or its last line", () => {
  assertStringIncludes(failure("ERROR: the reason\nsee the log\n").problem, "pip failed: the reason");
  assertStringIncludes(failure("first\n\nlast\n").problem, "pip failed: last");
  assertStringIncludes(failure("").problem, "pip failed: it printed nothing");
  assert(failure("ERROR: " + "x".repeat(10_000)).problem.length < 500);
});
