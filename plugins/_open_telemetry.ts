/** Facts beside a span or a number, by their names. */
export type TelemetryAttributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work with a beginning and an end, as OpenTelemetry's API has it. */
export interface TelemetrySpan {
  /** Whether anything becomes of it. */
  isRecording(): boolean;
  /** Says how it went: 2 for a failure. */
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  /** Notes why it failed. */
  recordException(error: Error): void;
  /**
   * Ends it.
   *
   * @param time Milliseconds since 1970. @default {now}
   */
  end(time?: number): void;
}

/** What work belongs to. */
export interface TelemetryContext {
  /** The same with one more value. */
  setValue(key: symbol, value: unknown): TelemetryContext;
}

/** A number whose last value counts. */
export interface TelemetryGauge {
  /** Gives it a value, beside which facts stand. */
  record(value: number, attributes: TelemetryAttributes): void;
}

/** Makes spans. */
export interface TelemetryTracer {
  /** Starts one, `startTime` being in milliseconds since 1970. */
  startSpan(
    name: string,
    options: { readonly startTime?: number; readonly attributes?: TelemetryAttributes },
    context?: TelemetryContext,
  ): TelemetrySpan;
}

/** Makes gauges. */
export interface TelemetryMeter {
  /** Makes one. */
  createGauge(name: string, options: { readonly unit: string; readonly description: string }): TelemetryGauge;
}

/** Where spans and numbers go, as OpenTelemetry's API has it: as far as `telemetry` needs it. */
export interface TelemetryProviders {
  /** Gives what makes spans. */
  readonly tracerProvider: { getTracer(name: string, version?: string): TelemetryTracer };
  /** Gives what makes gauges. */
  readonly meterProvider: { getMeter(name: string, version?: string): TelemetryMeter };
  /** Says what work belongs to. */
  readonly contextManager: {
    /** What the work that is being done belongs to. */
    active(): TelemetryContext;
    /** Does work that belongs to a context. */
    with<Result>(context: TelemetryContext, work: () => Result): Result;
  };
}

/** The number by which OpenTelemetry says that work has failed. */
export const FAILED = 2;

/** The key under which a context has its span. */
const SPAN: symbol = Symbol.for("OpenTelemetry Context Key SPAN");

/** The context of work that is part of a span. */
export function within({ contextManager }: TelemetryProviders, span: TelemetrySpan): TelemetryContext {
  return contextManager.active().setValue(SPAN, span);
}
