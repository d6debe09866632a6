import type { TelemetryAttributes, TelemetryContext, TelemetryProviders } from "../telemetry.ts";

/** A span as it was made. */
export interface FakeSpan {
  readonly name: string;
  readonly attributes: TelemetryAttributes;
  readonly parent: string | undefined;
  readonly start: number | undefined;
  failure?: string;
  isEnded: boolean;
}

/** What a plugin sent. */
export interface FakeTelemetry {
  readonly spans: readonly FakeSpan[];
  readonly numbers: readonly {
    readonly name: string;
    readonly value: number;
    readonly attributes: TelemetryAttributes;
  }[];
  readonly providers: () => TelemetryProviders;
}

/** Keeps what is sent, in the place of Deno's own exporter. */
export function fakeTelemetry(isRecording = true): FakeTelemetry {
  const spans: FakeSpan[] = [], numbers: { name: string; value: number; attributes: TelemetryAttributes }[] = [];
  class Context implements TelemetryContext {
    constructor(readonly span?: string) {}

    setValue(key: symbol, value: unknown): Context {
      return key === Symbol.for("OpenTelemetry Context Key SPAN") ? new Context((value as FakeSpan).name) : this;
    }
  }
  const none = new Context();
  const providers: TelemetryProviders = {
    tracerProvider: {
      getTracer: () => ({
        startSpan(name, { attributes = {}, startTime }, context) {
          const kept: FakeSpan = {
            name,
            attributes,
            parent: (context as Context)?.span,
            start: startTime,
            isEnded: false,
          };
          spans.push(kept);
          return Object.assign(kept, {
            isRecording: () => isRecording,
            setStatus: ({ message }: { readonly message?: string }) => void (kept.failure = message),
            recordException() {},
            end: () => void (kept.isEnded = true),
          });
        },
      }),
    },
    meterProvider: {
      getMeter: () => ({
        createGauge: (name) => ({ record: (value, attributes) => void numbers.push({ name, value, attributes }) }),
      }),
    },
    contextManager: { active: () => none, with: (_context, work) => work() },
  };
  return { spans, numbers, providers: () => providers };
}
