/** A logged value over steps: of each point the last step that it stands for, with mean, least and greatest value. */
export interface PageCurve {
  /** The value's name, such as `discriminator/real`. */
  readonly name: string;
  /** As long as it is the same, points are only added and the last one grows. */
  readonly generation: number;
  /** Of how many points that a page has before these follow. */
  readonly from: number;
  /** The last step of each point. */
  readonly steps: readonly number[];
  /** The mean over each point's steps. */
  readonly means: readonly number[];
  /** The least value of each point's steps. */
  readonly least: readonly number[];
  /** The greatest value of each point's steps. */
  readonly greatest: readonly number[];
  /** The first step whose value was not a finite number. */
  readonly firstNotFinite?: number;
}

/** A picture of samples. */
export interface PagePicture {
  /** What it shows, such as `step 500`. */
  readonly label: string;
  /** After how many steps; undefined where the file does not tell. */
  readonly step?: number;
  /** A data URI, or on a live page the picture's address. */
  readonly source: string;
}

/** What a plugin or the page itself has to say, with the step. */
export interface PageNote {
  /** After how many steps. */
  readonly step?: number;
  /** What was said. */
  readonly text: string;
}

/** A layer of a network as a table shows it. */
export interface NetworkLayer {
  /** The layer's name. */
  readonly name: string;
  /** Its class, such as `Dense`; empty where that is not known. */
  readonly type: string;
  /** The shape of its output, such as `[batch, 256]`, or of its weights where no more is known. */
  readonly shape: string;
  /** How many numbers it holds. */
  readonly parameters: number;
}

/** A network as a table. */
export interface NetworkTable {
  /** `generator` or `discriminator`. */
  readonly name: string;
  /** From the input on. */
  readonly layers: readonly NetworkLayer[];
  /** How many numbers all layers hold. */
  readonly parameters: number;
}

/** A measured value of a metric. */
export interface PageScore {
  /** What was measured. */
  readonly name: string;
  /** What came out, or several numbers in words. */
  readonly value: string;
  /** After how many steps. */
  readonly step?: number;
  /** How it was measured, in pairs of name and text. */
  readonly card: readonly PageRow[];
}

/** A name and what belongs to it. */
export type PageRow = readonly [name: string, text: string];

/** All that a page shows of a run, as plain data. None of it is ever taken for HTML. */
export interface PageData {
  /** The run's name. */
  readonly name: string;
  /** How it stands, in a few words. */
  readonly status: string;
  /** What it is, the most important first. */
  readonly facts: readonly PageRow[];
  /** What may be done with it, and the commands for that. */
  readonly commands: readonly PageRow[];
  /** Everything that was logged. */
  readonly curves: readonly PageCurve[];
  /** Pictures of samples in the order of steps. */
  readonly pictures: readonly PagePicture[];
  /** Animations, and pictures that are no part of the series. */
  readonly extras: readonly PagePicture[];
  /** Both networks. */
  readonly networks: readonly NetworkTable[];
  /** All settings, flat. */
  readonly settings: readonly PageRow[];
  /** Values of metrics. */
  readonly scores: readonly PageScore[];
  /** Warnings and alarms. */
  readonly notes: readonly PageNote[];
  /** What the page lacks, and why. */
  readonly gaps: readonly string[];
}

/** How a training is at a moment. */
export interface LiveStatus {
  /** What it does. */
  readonly state: "training" | "paused" | "finished" | "stopped" | "failed";
  /** Steps done. */
  readonly step: number;
  /** Steps that there are to be. */
  readonly steps: number;
  /** Passes over the data that are complete. */
  readonly epoch: number;
  /** Steps a second. */
  readonly rate?: number;
  /** Whether samples may be asked for. */
  readonly canSample: boolean;
  /** Why it ended, where there is something to say. */
  readonly reason?: string;
}

/** What a live page is sent: first all, then what has changed. */
export interface LiveMessage {
  /** How the training is. */
  readonly live: LiveStatus;
  /** Everything, first of all and after a new connection. */
  readonly page?: PageData;
  /** Points that are new or have changed. */
  readonly curves?: readonly PageCurve[];
  /** All pictures, where there are others. */
  readonly pictures?: readonly PagePicture[];
  /** All warnings, where there are new ones. */
  readonly notes?: readonly PageNote[];
}
