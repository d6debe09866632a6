// What a cluster would refuse is found by schemas_test.ts.
import { type Cluster, tfConfigCluster } from "@forger/cluster";
import { assertEquals, assertMatch } from "@std/assert";
import { at, FAKE_DENO, FORGER, manifestsOf, runProgram, writeProgram } from "./launch_files.ts";
import type { ManifestObject } from "./read_manifest.ts";

const programs = await Deno.makeTempDir({ prefix: "forger-launch-" });
addEventListener("unload", () => Deno.removeSync(programs, { recursive: true }));
await writeProgram(programs, "deno", FAKE_DENO);

interface Started {
  readonly cluster: Cluster | undefined;
  /** What `train` is called with. */
  readonly args: readonly string[];
}

/** Runs a pod's command with the variables that its cluster would set. */
async function startPod(pod: ManifestObject, variables: Readonly<Record<string, string>>): Promise<Started> {
  const container = at<ManifestObject>(pod, "containers", 0);
  const [command, ...args] = container.command as readonly string[];
  const named = (container.env as readonly { name: string; value?: string }[])
    .flatMap(({ name, value }): [string, string][] => value === undefined ? [] : [[name, value]]);
  const env = { PATH: `${programs}:/usr/bin:/bin`, THREADS: "4", ...Object.fromEntries(named), ...variables };
  const { code, errors, printed } = await runProgram(command!, args, { clearEnv: true, cwd: FORGER, env });
  assertEquals([code, errors], [0, ""]);
  const [, config] = /^TF_CONFIG (.*)$/m.exec(printed)!;
  const given = [...printed.matchAll(/^argument (.*)$/gm)].map(([, argument]) => argument!);
  return { cluster: tfConfigCluster(config!), args: given.slice(given.indexOf("train")) };
}

const TRAIN = ["train", "EXPERIMENT", "--threads", "4", "--out", "/runs/forger"];

const podOf = (job: unknown) => at<ManifestObject>(job, "spec", "template", "spec");

for (const workers of [2, 12]) {
  Deno.test(`each pod of the Job finds itself among ${workers} workers, and trains`, async () => {
    const [, job] = await manifestsOf("job.yaml");
    for (const index of [0, workers - 1]) {
      const variables = { WORKERS: String(workers), JOB_COMPLETION_INDEX: String(index) };
      const { args, cluster } = await startPod(podOf(job), variables);
      assertEquals(cluster?.own, index);
      assertEquals(
        cluster?.tasks.map(({ address }) => address),
        Array.from({ length: workers }, (_, number) => `forger-${number}.forger:2222`),
      );
      assertEquals(args, TRAIN);
    }
  });

  Deno.test(`each pod of the JobSet finds itself among ${workers} workers, the chief first`, async () => {
    const [jobSet] = await manifestsOf("jobset.yaml");
    const addresses = [
      "forger-chief-0-0.forger:2222",
      ...Array.from({ length: workers - 1 }, (_, number) => `forger-worker-0-${number}.forger:2222`),
    ];
    for (const [job, index, own] of [[0, 0, 0], [1, 0, 1], [1, workers - 2, workers - 1]] as const) {
      const variables = { WORKERS: String(workers), JOB_COMPLETION_INDEX: String(index) };
      const { args, cluster } = await startPod(podOf(at(jobSet, "spec", "replicatedJobs", job, "template")), variables);
      assertEquals(cluster?.own, own);
      assertEquals(cluster?.tasks.map(({ address }) => address), addresses);
      assertEquals(args, TRAIN);
    }
  });
}

Deno.test("each pod of the TFJob takes the TF_CONFIG that the operator sets", async () => {
  const [job] = await manifestsOf("tfjob.yaml");
  const cluster = { chief: ["forger-chief-0.me.svc:2222"], worker: ["forger-worker-0.me.svc:2222"] };
  for (const [own, [kind, type]] of [["Chief", "chief"], ["Worker", "worker"]].entries()) {
    const pod = at<ManifestObject>(job, "spec", "tfReplicaSpecs", kind!, "template", "spec");
    const config = { cluster, task: { type, index: 0 }, environment: "cloud" };
    const started = await startPod(pod, { TF_CONFIG: JSON.stringify(config) });
    assertEquals(started.cluster?.own, own);
    assertEquals(started.cluster?.tasks.map(({ address }) => address), [...cluster.chief, ...cluster.worker]);
    assertEquals(started.args, TRAIN);
  }
});

Deno.test("the names and numbers that must agree within a manifest do", async () => {
  const [service, job] = await manifestsOf("job.yaml");
  const name = at<string>(job, "metadata", "name"), pod = podOf(job);
  assertEquals([pod.subdomain, at(service, "spec", "selector", "job-name")], [at(service, "metadata", "name"), name]);
  assertEquals(at(service, "spec", "clusterIP"), "None");
  const workers = at<number>(job, "spec", "completions");
  assertEquals(at(job, "spec", "parallelism"), workers);
  assertEquals(at(pod, "containers", 0, "env", 0), { name: "WORKERS", value: String(workers) });
  assertEquals(at(job, "spec", "podFailurePolicy", "rules", 0, "onExitCodes", "containerName"), "worker");

  const [jobSet] = await manifestsOf("jobset.yaml");
  const jobs = at<readonly ManifestObject[]>(jobSet, "spec", "replicatedJobs");
  const counts = jobs.map((one) => at<number>(one, "template", "spec", "completions"));
  assertEquals(jobs.map((one) => at(one, "template", "spec", "parallelism")), counts);
  for (const one of jobs) {
    const env = at(podOf(one.template), "containers", 0, "env", 0);
    assertEquals(env, { name: "WORKERS", value: String(counts[0]! + counts[1]!) });
  }
  assertEquals(at(jobSet, "spec", "network", "subdomain"), "forger");

  const [tfJob] = await manifestsOf("tfjob.yaml");
  for (const kind of ["Chief", "Worker"]) {
    const container = at<ManifestObject>(tfJob, "spec", "tfReplicaSpecs", kind, "template", "spec", "containers", 0);
    assertEquals([container.name, at(container, "ports", 0, "name")], ["tensorflow", "tfjob-port"]);
  }
});

Deno.test("manifests leave images, claims and experiments to be filled in", async () => {
  for (const name of ["job.yaml", "jobset.yaml", "tfjob.yaml"]) {
    const text = JSON.stringify(await manifestsOf(name));
    assertEquals([...new Set([...text.matchAll(/"image":"([^"]*)"/g)].map(([, image]) => image))], ["IMAGE"]);
    assertMatch(text, /"claimName":"CLAIM"/);
    assertMatch(text, / EXPERIMENT /);
  }
});
