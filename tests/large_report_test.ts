import { writeReport } from "@forger/pages";
import { assert, assertEquals } from "@std/assert";
import { syntheticRun, syntheticValues } from "./synthetic_run.ts";

/** What this test looks at of what a page shows. */
interface Shown {
  readonly name: string;
  readonly status: string;
  readonly curves: readonly {
    readonly name: string;
    readonly steps: readonly number[];
    readonly greatest: readonly number[];
  }[];
  readonly pictures: readonly { readonly label: string; readonly step?: number }[];
}

Deno.test("the report of 100,000 steps keeps every extreme, is below 5 MiB and takes no seconds", async () => {
  const folder = await syntheticRun({ steps: 100_000 });
  try {
    const begin = performance.now();
    const { bytes, file, gaps } = await writeReport(folder);
    const seconds = (performance.now() - begin) / 1000;
    const html = await Deno.readTextFile(file);
    const page: Shown = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!);
    assert(bytes < 5 * 2 ** 20, `${bytes} bytes`);
    assert(seconds < 5, `${seconds} s`); // a quarter of a second on an idle machine
    assertEquals(gaps, []);
    const losses = page.curves.find(({ name }) => name === "discriminator")!;
    const expected = Number(syntheticValues(41_000).discriminator!.toPrecision(5));
    assertEquals([losses.steps.at(-1), Math.max(...losses.greatest)], [100_000, expected]);
    assertEquals(page.pictures.map(({ step }) => step).slice(0, 2), [0, 8333]);
    assertEquals(page.pictures.at(-1)!.label, "final");
    assertEquals([page.name, page.status], ["mnist", "100,000 of 100,000 steps"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
