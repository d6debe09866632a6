import { assertEquals } from "@std/assert";
import { FetchProgress } from "./_fetch_progress.ts";
import { FAKE_BUILD } from "./testdata/fake_build.ts";

const wheel = { ...FAKE_BUILD.wheels[0]!, bytes: 20e6, unpackedBytes: 60e6 };
const build = { ...FAKE_BUILD, wheels: [wheel, wheel] };

Deno.test("FetchProgress says that pip tries again until more bytes come", () => {
  const heard: [string, number][] = [];
  const progress = new FetchProgress(build, ({ message, doneBytes }) => heard.push([message, doneBytes]));
  const message = "Fetching libtensorflow 1.0.0 (40 MB, once)";
  const again = `${message}, no answer from the network, pip tries again`;
  progress.downloading(wheel, 0);
  progress.retrying();
  progress.downloading(wheel, 0);
  progress.downloading(wheel, 1e6);
  progress.downloading(wheel, 99e6); // pip's copy may be larger than what was announced
  progress.downloaded(wheel);
  progress.downloading(wheel, 0);
  progress.downloading(wheel, 1);
  assertEquals(heard, [
    [message, 0],
    [again, 0],
    [again, 0],
    [message, 1e6],
    [message, 20e6],
    [message, 20e6],
    [message, 20e6],
    [message, 20e6 + 1],
  ]);
});

Deno.test("FetchProgress adds up what is unpacked", () => {
  const heard: (string | number)[] = [];
  const progress = new FetchProgress(
    build,
    ({ phase, message, doneBytes, totalBytes }) => heard.push(phase, message, doneBytes, totalBytes),
  );
  progress.unpacking(60e6);
  progress.unpacked(wheel);
  progress.unpacking(1e6);
  const message = "Unpacking libtensorflow 1.0.0";
  assertEquals(heard, ["unpack", message, 60e6, 120e6, "unpack", message, 61e6, 120e6]);
});
