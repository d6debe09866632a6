// The manifests against the schemas of those who read them. JobSet's and the Training Operator's are in the packages that their
// projects publish for Python, as names and types; what their servers check besides is not.
import { cacheFolder } from "@forger/core";
import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "../benchmark/python_environment.ts";
import { launchFile, manifestsOf, runProgram } from "./launch_files.ts";

const ignore = !Deno.env.get("FORGER_CONSUMERS");

const FILES = ["job.yaml", "jobset.yaml", "tfjob.yaml"] as const;

async function validate(paths: readonly string[]) {
  const { python } = await pythonEnvironment({
    cache: `${cacheFolder()}/launch`,
    requirements: fileURLToPath(new URL("requirements.txt", import.meta.url)),
    onProgress: () => console.error("Installing Kubernetes' schemas once, about 10 MB to fetch"),
  });
  return await runProgram(python, [fileURLToPath(new URL("validate_manifests.py", import.meta.url)), ...paths]);
}

Deno.test("Kubernetes, JobSet and the Training Operator know all that manifests say", { ignore }, async () => {
  const paths = FILES.map((name) => launchFile(`kubernetes/${name}`));
  const { code, errors, printed } = await validate(paths);
  assertEquals([code, errors], [0, ""]);
  // and what the other tests read is what YAML means
  const read = JSON.parse(printed) as Record<string, unknown>;
  for (const [index, name] of FILES.entries()) assertEquals(read[paths[index]!], await manifestsOf(name));
});

const faults: readonly (readonly [file: typeof FILES[number], right: string, wrong: string, told: RegExp])[] = [
  ["job.yaml", "completionMode:", "completionKind:", /Job: .*completionKind/],
  ["job.yaml", "containerPort: 2222", 'containerPort: "2222"', /Job: .*2222/],
  ["job.yaml", "clusterIP: None", "clusterIp: None", /Service: .*clusterIp/],
  ["jobset.yaml", "maxRestarts: 20", "maximum: 20", /JobSet: .*failurePolicy/],
  ["jobset.yaml", "enableDNSHostnames: true", "enableDNSHostnames: 1", /JobSet: [^]*enableDNSHostnames/],
  ["jobset.yaml", "backoffLimit: 0", "backOffLimit: 0", /JobSet: .*backOffLimit/],
  ["tfjob.yaml", "cleanPodPolicy: Running", "cleanPods: Running", /TFJob: .*cleanPods/],
  ["tfjob.yaml", "workingDir:", "workDir:", /TFJob: .*workDir/],
];
for (const [file, right, wrong, told] of faults) {
  Deno.test(`${file} with "${wrong}" would be refused`, { ignore }, async () => {
    const path = await Deno.makeTempFile({ suffix: ".yaml" });
    try {
      const text = await Deno.readTextFile(launchFile(`kubernetes/${file}`));
      await Deno.writeTextFile(path, text.replace(right, wrong));
      const { code, errors } = await validate([path]);
      assertEquals(code, 1);
      assertMatch(errors, told);
    } finally {
      await Deno.remove(path);
    }
  });
}
