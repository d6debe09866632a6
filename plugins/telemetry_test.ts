import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { telemetry } from "./telemetry.ts";
import { traced } from "./_traced.ts";
import { hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";
import { fakeTelemetry } from "./testdata/fake_telemetry.ts";

const losses = (step: number) => ({ discriminator: step / 4, "discriminator/real": -step });

Deno.test("what the last step of each report logged, and how fast steps were, is sent with the run's name", async () => {
  const { numbers, providers } = fakeTelemetry(), plugin = telemetry({ providers }), run = await fakeRun();
  await hook(plugin, "onTrainBegin")(run);
  await hook(plugin, "onStepEnd")(report([1, 2], losses, { elapsed: 9000 }), run); // most of it is the step's compilation
  await hook(plugin, "onStepEnd")(report([3, 7], losses, { elapsed: 9500 }), run);
  const sent = numbers.map(({ name, value, attributes: { "forger.run": of, "forger.value.name": what } }) =>
    [name, what ?? "", of, value].join(" ")
  );
  assertEquals(sent, [
    "forger.value discriminator fake 0.5",
    "forger.value discriminator/real fake -2",
    "forger.step  fake 2",
    "forger.value discriminator fake 1.75",
    "forger.value discriminator/real fake -7",
    "forger.step  fake 7",
    "forger.steps_per_second  fake 10",
    "forger.images_per_second  fake 80",
  ]);
});

Deno.test("a run is a span with its settings, and its calls and what others trace are spans within it", async () => {
  const { providers, spans } = fakeTelemetry(), plugin = telemetry({ providers });
  const run = await fakeRun({
    config: { seed: 3, batch: { real: 8 }, plugins: [{ name: "ema", options: { decay: 0.9 } }] },
  });
  const before = Date.now();
  await hook(plugin, "onTrainBegin")(run);
  await hook(plugin, "onStepEnd")(report([1, 2], losses), run);
  assertEquals(await traced(run, "checkpoint", () => Promise.resolve(5)), 5);
  await assertRejects(() => traced(run, "evaluation", () => Promise.reject(new Error("too few"))), Error, "too few");
  await hook(plugin, "onSettled")(run);
  await hook(plugin, "onStepEnd")(report([3, 7], losses), run);
  assertEquals(spans.filter(({ isEnded }) => !isEnded).map(({ name }) => name), ["run"]);
  hook(plugin, "onError")(new Error("all is lost"), run);
  await hook(plugin, "onTrainEnd")("failed", run);
  assertEquals(spans.map(({ failure, isEnded, name, parent }) => [name, parent, failure, isEnded]), [
    ["run", undefined, "all is lost", true],
    ["steps", "run", undefined, true],
    ["checkpoint", "run", undefined, true],
    ["evaluation", "run", "too few", true],
    ["steps", "run", undefined, true],
  ]);
  const settings = { "seed": 3, "batch.real": 8, "plugins.ema": true, "plugins.ema.decay": 0.9 };
  assertEquals(spans[0]!.attributes, { "forger.run": "fake", ...settings });
  assertEquals(spans[4]!.attributes, { "forger.step.first": 3, "forger.step.last": 7 });
  assert(before <= spans[1]!.start! && spans[1]!.start! <= spans[4]!.start! && spans[4]!.start! <= Date.now());
});

Deno.test("what is traced where there is no telemetry is done all the same", async () => {
  assertEquals(await traced(await fakeRun(), "checkpoint", () => Promise.resolve(5)), 5);
});

Deno.test("it refuses where nothing is recorded, and says how to start", async () => {
  const refuse = (plugin = telemetry()) =>
    assertThrows(() => hook(plugin, "onConfigure")({} as never, []), RangeError, "OTEL_DENO=true deno task train");
  refuse();
  refuse(telemetry({ providers: fakeTelemetry(false).providers }));
  hook(telemetry({ providers: fakeTelemetry().providers }), "onConfigure")({} as never, []);
  const folder = await Deno.makeTempDir(), { code, text } = await train([folder], { OTEL_DENO: "false" });
  assertEquals(code, 1);
  assertStringIncludes(
    text,
    'Cannot use plugin "telemetry" as Deno must be started with OTEL_DENO=true in the environment',
  );
});

/** Attributes as OTLP has them in JSON. */
type Pairs = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];

const valueOf = (pairs: Pairs, key: string): unknown =>
  Object.values(pairs.find((pair) => pair.key === key)?.value ?? {})[0];

/** Trains in a process of its own, and gives what it printed. */
async function train(args: readonly string[], env: Record<string, string>): Promise<{ code: number; text: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--config",
      configFile(),
      new URL("testdata/telemetry_run.ts", import.meta.url).pathname,
      ...args,
    ],
    env: { NO_COLOR: "1", ...env },
  });
  const { code, stderr, stdout } = await command.output();
  return { code, text: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("") };
}

function configFile(): string {
  return new URL("../deno.offline.json", import.meta.url).pathname;
}

/** What a run sends to a collector on this machine, that is to this test. */
async function collect(args: readonly string[]) {
  // deno-lint-ignore no-explicit-any
  const received: Record<string, any[]> = { traces: [], metrics: [], logs: [] };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    received[new URL(request.url).pathname.replace("/v1/", "")]!.push(await request.json());
    return Response.json({});
  });
  const result = await train([await Deno.makeTempDir(), ...args], {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
    OTEL_SERVICE_NAME: "forger-test",
  });
  await server.shutdown();
  const of = (kind: string, Kind: string) =>
    received[kind]!.flatMap((sent) => sent[`resource${Kind}`]).flatMap((resource) => {
      assertEquals(valueOf(resource.resource.attributes, "service.name"), "forger-test");
      return resource[`scope${Kind}`];
    });
  const spans = of("traces", "Spans").flatMap(({ spans }) => spans);
  const metrics = of("metrics", "Metrics").filter(({ scope }) => scope.name === "forger").flatMap(({ metrics }) =>
    metrics
  );
  return { ...result, spans, metrics, logs: of("logs", "Logs").flatMap(({ logRecords }) => logRecords) };
}

Deno.test("a collector receives a run's spans, gauges and warnings from Deno's own exporter", async () => {
  const { code, logs, metrics, spans, text } = await collect([]);
  assertEquals(code, 0, text);
  const whole = spans.find(({ name }) => name === "run");
  assertEquals(valueOf(whole.attributes, "optimizers.generator.beta1"), 0.5);
  assert(["", undefined].includes(whole.parentSpanId));
  const calls = spans.filter(({ name }) => name === "steps");
  assertEquals(calls.map(({ attributes }) => Number(valueOf(attributes, "forger.step.last"))).at(-1), 23);
  assertEquals(spans.filter(({ name }) => name === "checkpoint").length, 3); // of steps 10, 20 and 23
  for (const span of spans) {
    assertEquals(span.traceId, whole.traceId);
    if (span !== whole) assertEquals(span.parentSpanId, whole.spanId);
    assert(BigInt(span.startTimeUnixNano) <= BigInt(span.endTimeUnixNano), span.name);
    assert(BigInt(span.startTimeUnixNano) + 2_000_000n >= BigInt(whole.startTimeUnixNano), span.name); // they are rounded
  }
  const names = metrics.map(({ name }) => name);
  for (const name of ["value", "step", "steps_per_second", "images_per_second"]) {
    assert(names.includes(`forger.${name}`), name);
  }
  const points = metrics.findLast(({ name }) => name === "forger.value").gauge.dataPoints;
  const last = points.find(({ attributes }: { attributes: Pairs }) =>
    valueOf(attributes, "forger.value.name") === "generator"
  );
  assert(Number.isFinite(last.asDouble) && last.asDouble > 0, JSON.stringify(last));
  assertAlmostEquals(
    Number(metrics.findLast(({ name }) => name === "forger.step").gauge.dataPoints[0].asDouble),
    23,
    0,
  );
  const warning = logs.find(({ body }) => body.stringValue.includes("step six is over"));
  assertEquals([warning.severityText, warning.traceId, warning.spanId], ["WARN", whole.traceId, whole.spanId]);
});

Deno.test("a run that fails is a failed span", async () => {
  const { code, spans } = await collect(["fail"]);
  assertEquals(code, 1);
  const { events, status } = spans.find(({ name }) => name === "run");
  assertEquals(status.code, 2);
  assertStringIncludes(status.message, "all is lost");
  assertEquals(events.map(({ name }: { name: string }) => name), ["exception"]);
});
