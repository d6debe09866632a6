import { assertEquals } from "@std/assert";
import { reportPages } from "./pages_report.ts";

Deno.test("what pages cost is said with what it is measured of", () => {
  const cost = {
    workload: "mlp gan",
    steps: 100_000,
    rounds: 5,
    writeSeconds: 0.256,
    reportMegabytes: 2.25,
    openMilliseconds: 400.4,
    liveMilliseconds: 300,
    paintMilliseconds: 99.6,
    rate: 201.5,
    ratioRead: 0.999,
    ratioShown: 1.0123,
  };
  assertEquals(
    reportPages(cost),
    "pages of 100,000 steps: the report of 2.3 MiB is written in 0.26 s and shows its first chart after 400 ms; " +
      "the live page is seen after 100 ms and shows its first chart after 300 ms; " +
      "steps of mlp gan (202 a second) take -0.1 % while a page is sent what it shows, and +1.2 % while Chromium shows it on the same processor",
  );
});
