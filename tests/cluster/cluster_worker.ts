// One of several processes that train together, as its request says; prints what becomes of each training as a line of JSON.
import { startCompute } from "@forger/core";
import { Trainer, type TrainerSettings } from "@forger/trainers";
import { EXPERIMENTS } from "./cluster_experiments.ts";
import type { TrainingOutcome, TrainingRequest, WorkerRequest } from "./start_workers.ts";

const { own, ports, timeout = 30, trainings } = JSON.parse(Deno.args[0]!) as WorkerRequest;
const tasks = ports.map((port, index) => ({ job: "worker", index, address: `127.0.0.1:${port}` }));
const { group } = await startCompute({
  backend: "tensorflow",
  threads: 1,
  ...tasks.length > 1 && { cluster: { tasks, own }, collective: { timeout } },
});
while (group && (await group.silent(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));

for (const training of trainings) {
  const outcome = await train(training);
  console.log(JSON.stringify(outcome));
  if ("error" in outcome) Deno.exit(1);
}
Deno.exit(0);

async function train({ experiment, folder, resume, settings, weights }: TrainingRequest): Promise<TrainingOutcome> {
  const logs: Record<string, number>[] = [], warnings: string[] = [], updates: string[] = [];
  const plugins: TrainerSettings["plugins"] = [{
    name: "watch",
    workers: "all",
    onTrainBegin: () => console.log("begins"),
    planUpdates(planned) {
      updates.push(`${planned.discriminator}:${planned.generator}`);
      return planned;
    },
    onStepEnd: (report) => void logs.push(...report.logs.map(({ values }) => ({ ...values }))),
    onWarning: (warning) => void warnings.push(warning),
  }];
  try {
    const trainer = new Trainer(EXPERIMENTS[experiment], { folder, ...settings, plugins });
    const { networks, reason, stopReason, steps } =
      await (resume ? trainer.resume(folder, { allow: ["steps", "plugins"] }) : trainer.train());
    const values = [networks.generator, networks.discriminator].flatMap((network) =>
      network.getWeights().map((weight) => (weight.dataSync() as Float32Array).slice())
    );
    if (weights !== undefined && own === 0) {
      await Deno.writeTextFile(weights, JSON.stringify(values.map((one) => [...one])));
    }
    const all = Float32Array.from(values.flatMap((one) => [...one]));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", all)).toHex();
    networks.generator.dispose();
    networks.discriminator.dispose();
    return { reason, stopReason, steps, hash, logs, warnings, updates, threads: await threadCount() };
  } catch (error) {
    return { error: (error as Error).message, warnings };
  }
}

/** How many threads this process has; 0 where the system does not say. */
async function threadCount(): Promise<number> {
  try {
    return (await Array.fromAsync(Deno.readDir("/proc/self/task"))).length;
  } catch {
    return 0;
  }
}
