import { noSpace } from "./_disk_space.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";
import type { Pip } from "./_pip.ts";
import type { Wheel } from "./wheel.ts";

/** Turns what pip printed before it failed into one clear error with a remedy. */
export function pipFailure(output: string, wheel: Wheel, pip: Pip): LibtensorflowError {
  const what = `Cannot download libtensorflow (${wheel.project} ${wheel.version})`;
  if (output.includes("DO NOT MATCH THE HASHES")) {
    const expected = /Expected sha256 (\w+)/.exec(output)?.[1] ?? wheel.sha256;
    const got = /Got\s+(\w+)/.exec(output)?.[1] ?? "unknown";
    return new LibtensorflowError(
      `${what}: the wheel's SHA-256 must be ${expected}: current value is ${got}`,
      "run the program again; if the value stays the same, the package index or proxy that pip uses serves another file " +
        `(see \`${pip.python} -m pip config list\`), and it must not be trusted`,
    );
  }
  if (/No space left on device|Errno 28|Disk quota exceeded/.test(output)) return noSpace();
  if (/no such option|Can only use one platform|invalid .*--platform/i.test(output)) {
    return new LibtensorflowError(
      `${what}: pip ${pip.version} is too old: ${reason(output)}`,
      `run \`${pip.python} -m pip install --upgrade pip\``,
    );
  }
  if (
    /Retrying \(Retry\(|connection broken|HTTPSConnectionPool|ReadTimeout|timed out|ProxyError|SSLError|IncompleteRead/i
      .test(output)
  ) {
    return new LibtensorflowError(
      `${what}: pip cannot reach its package index: ${connectionReason(output)}`,
      "connect to the internet, or tell pip its proxy or mirror (HTTPS_PROXY, PIP_INDEX_URL), " +
        "or set FORGER_LIBTENSORFLOW to a folder that already holds the libraries",
    );
  }
  if (/No matching distribution|Could not find a version/.test(output)) {
    return new LibtensorflowError(
      `${what}: the package index that pip uses does not offer this version: ${reason(output)}`,
      `see \`${pip.python} -m pip config list\` for the index in use, and take one that mirrors PyPI in full`,
    );
  }
  return new LibtensorflowError(
    `${what}: pip failed: ${reason(output)}`,
    "mend what pip reports, or set FORGER_LIBTENSORFLOW to a folder that already holds the libraries",
  );
}

/** The last line that pip marks as an error, or else the last line. */
function reason(output: string): string {
  const lines = output.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const line = lines.findLast((line) => line.startsWith("ERROR:")) ?? lines.at(-1) ?? "it printed nothing";
  const text = line.replace(/^ERROR:\s*/, "");
  return text.length > 300 ? `${text.slice(0, 300)} …` : text;
}

/** What the last attempt at a connection met, without Python's names of objects. */
function connectionReason(output: string): string {
  const attempts = [...output.matchAll(/after connection broken by '(.*)': \//g)];
  const attempt = attempts.at(-1)?.[1];
  if (attempt === undefined) return reason(output);
  return attempt.replace(/<[^>]*>:? ?/g, "").replace(/^\w+\((['"]?)(.*?)\1\)$/, "$2");
}
