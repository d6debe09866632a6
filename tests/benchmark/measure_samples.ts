import { oursProgram } from "./contenders.ts";
import type { MeasuringOptions } from "./measuring_options.ts";
import { runChild } from "./run_child.ts";
import type { SampleResult, SampleWriting } from "./sample_writing.ts";

/** Measures how long 10,000 samples take to lie in files, and whether memory depends on their number. */
export async function measureSamples({ onProgress, quick, threads }: MeasuringOptions): Promise<SampleResult> {
  const count = quick ? 500 : 10_000;
  const write = async (count: number) => {
    const writing = await runChild<SampleWriting>(oursProgram("samples.ts", { count, threads }));
    onProgress(`samples: ${count} in ${writing.seconds.toFixed(1)} s`);
    return writing;
  };
  const few = await write(count / 10), all = await write(count);
  return { few, all, memoryRatio: all.peakMegabytes / few.peakMegabytes };
}
