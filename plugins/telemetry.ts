import type { Plugin, Run, StepReport } from "@forger/trainers";
import { flatSettings } from "./_flat_settings.ts";
import {
  FAILED,
  type TelemetryAttributes,
  type TelemetryGauge,
  type TelemetryProviders,
  type TelemetrySpan,
  within,
} from "./_open_telemetry.ts";
import { TRACE } from "./_traced.ts";

export type {
  TelemetryAttributes,
  TelemetryContext,
  TelemetryGauge,
  TelemetryMeter,
  TelemetryProviders,
  TelemetrySpan,
  TelemetryTracer,
} from "./_open_telemetry.ts";

/** Options of {@linkcode telemetry}. */
export interface TelemetryOptions {
  /** Where spans and numbers go. @default {Deno.telemetry} */
  readonly providers?: () => TelemetryProviders;
}

/** What is measured besides logged values, with its unit and what it is. */
const GAUGES = {
  value: ["forger.value", "1", "A logged value of the last step; its name is an attribute"],
  step: ["forger.step", "{step}", "Steps done"],
  steps: ["forger.steps_per_second", "{step}/s", "Steps a second since the last report"],
  images: ["forger.images_per_second", "{image}/s", "Real images a second since the last report"],
} as const;

/**
 * Sends how training goes to an OpenTelemetry collector, by Deno's own exporter: start with `OTEL_DENO=true`, and
 * `OTEL_EXPORTER_OTLP_ENDPOINT` where the collector is not on this machine.
 *
 * - Metrics, as gauges with the run's name: `forger.value` is each value that the last step logged, with its name,
 *   `forger.step`, `forger.steps_per_second` and `forger.images_per_second`. Deno sends them every minute;
 *   `OTEL_METRIC_EXPORT_INTERVAL` says otherwise, in milliseconds.
 * - Traces: a span `run` with the run's settings, and in it a span `steps` for each of the trainer's calls, about two a second,
 *   and one for each `checkpoint` and `evaluation`. A failure is the run's status.
 * - Logs: warnings go to the console, which Deno sends on. Where another plugin shows them, too, `OTEL_DENO_CONSOLE=replace`
 *   keeps them from being shown twice.
 *
 * Other variables are OpenTelemetry's, such as `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`,
 * `OTEL_EXPORTER_OTLP_PROTOCOL` and `OTEL_EXPORTER_OTLP_HEADERS`. Where the collector cannot be reached, training goes on.
 *
 * @throws {RangeError} When the trainer is made, if Deno was not started with `OTEL_DENO=true`.
 * @see https://docs.deno.com/runtime/fundamentals/open_telemetry/
 *
 * @example
 * ```ts
 * import { telemetry } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(telemetry().name, "telemetry");
 * ```
 */
export function telemetry(options: TelemetryOptions = {}): Plugin {
  const { providers = () => Deno.telemetry as TelemetryProviders } = options;
  let telemetry: TelemetryProviders,
    gauges: Readonly<Record<keyof typeof GAUGES, TelemetryGauge>>,
    whole: TelemetrySpan | undefined;
  let before = { elapsed: 0, imagesSeen: 0 }, begun = 0;

  function start(
    name: string,
    details: { readonly startTime?: number; readonly attributes?: TelemetryAttributes },
  ): TelemetrySpan {
    const context = whole && within(telemetry, whole);
    return telemetry.tracerProvider.getTracer("forger").startSpan(name, details, context);
  }

  async function trace<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const span = start(name, {});
    try {
      return await telemetry.contextManager.with(within(telemetry, span), work);
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  function measure({ elapsed, imagesSeen, logs, step }: StepReport, run: Run): void {
    const attributes = { "forger.run": run.name }, seconds = (elapsed - before.elapsed) / 1000;
    for (const [name, value] of Object.entries(logs.at(-1)!.values)) {
      gauges.value.record(value, { ...attributes, "forger.value.name": name });
    }
    gauges.step.record(step, attributes);
    if (before.elapsed === 0) return; // the first call compiles
    gauges.steps.record(logs.length / seconds, attributes);
    gauges.images.record((imagesSeen - before.imagesSeen) / seconds, attributes);
  }

  return {
    name: "telemetry",
    options: {},
    onConfigure: () => checkStarted(providers()),
    onTrainBegin(run) {
      telemetry = providers();
      const meter = telemetry.meterProvider.getMeter("forger");
      const gauge = ([name, unit, description]: (typeof GAUGES)[keyof typeof GAUGES]) =>
        meter.createGauge(name, { unit, description });
      gauges = {
        value: gauge(GAUGES.value),
        step: gauge(GAUGES.step),
        steps: gauge(GAUGES.steps),
        images: gauge(GAUGES.images),
      };
      [before, begun, whole] = [{ elapsed: 0, imagesSeen: 0 }, Date.now(), undefined];
      whole = start("run", { attributes: { "forger.run": run.name, ...flatSettings(run.config) } });
      run.shared.set(TRACE, trace);
    },
    onStepEnd(report, run) {
      const { elapsed, imagesSeen, logs, step } = report;
      start("steps", {
        startTime: begun,
        attributes: { "forger.step.first": logs[0]!.step, "forger.step.last": step },
      }).end();
      measure(report, run);
      before = { elapsed, imagesSeen };
    },
    onSettled: {
      order: "post", // when all others have done what follows steps
      handler: () => void (begun = Date.now()),
    },
    onWarning(warning) {
      const warn = () => console.warn(`warning: ${warning}`);
      if (whole) telemetry.contextManager.with(within(telemetry, whole), warn);
      else warn();
    },
    onError(error) {
      if (whole) fail(whole, error);
    },
    onTrainEnd: {
      order: "post", // others may still do what has a span
      handler() {
        whole?.end();
        whole = undefined;
      },
    },
  };
}

function fail(span: TelemetrySpan, error: unknown): void {
  const known = error instanceof Error ? error : new Error(String(error));
  span.recordException(known);
  span.setStatus({ code: FAILED, message: known.message });
}

/** Deno's own tracer throws where it was not told to trace when it started, and others make spans of which nothing becomes. */
function checkStarted({ tracerProvider }: TelemetryProviders): void {
  let isRecording = false;
  try {
    isRecording = tracerProvider.getTracer("forger").startSpan("start", {}).isRecording();
  } catch { /* nothing is recorded */ }
  if (isRecording) return;
  throw new RangeError(
    "Deno must be started with OTEL_DENO=true in the environment: it was not. For instance: OTEL_SERVICE_NAME=forger OTEL_DENO=true deno task train …",
  );
}
