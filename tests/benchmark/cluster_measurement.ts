import type { Measurement, MeasurementRequest } from "./measurement.ts";

/** What one of several processes is asked to measure together with the others. */
export interface ClusterRequest extends MeasurementRequest {
  /** Its number, from 0. */
  readonly own: number;
  /** Where each one listens; the peer needs the first alone. */
  readonly ports: readonly number[];
}

/** What the first of them measured. */
export interface ClusterMeasurement extends Measurement {
  /** The share of the time with an exchange under way, waiting for the others included; null where that is not known. */
  readonly exchangeShare: number | null;
}
