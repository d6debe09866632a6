import process from "node:process";

/** The most memory that this process had resident so far, in megabytes. */
export async function peakMemory(): Promise<number> {
  if (Deno.build.os !== "linux") return process.resourceUsage().maxRSS * 1024 / 1e6;
  // Linux counts what the parent had into the child's maxRSS
  const status = await Deno.readTextFile("/proc/self/status");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) * 1024 / 1e6;
}
