import {
  isFreePort,
  type LiveCommand,
  LiveModel,
  LiveServer,
  type LiveStatus,
  readHistory,
  runPageFacts,
  ValueHistory,
  type ValueHistoryState,
} from "@forger/pages";
import type { EndReason, Plugin, Run, StepReport } from "@forger/trainers";
import { PageSamples } from "./_page_samples.ts";
import { refuseOption } from "./_refuse_option.ts";
import { StepRate } from "./_step_rate.ts";

/** Options of {@linkcode livePage}. */
export interface LivePageOptions {
  /** The port, which must be free; 0 for any. @default {8123, or the next one that is free} */
  readonly port?: number;
  /** Takes the line with the page's address. @default {standard output} */
  readonly write?: (text: string) => void;
}

/** Milliseconds after which the folder is looked through for new pictures again. */
const PICTURE_MILLISECONDS = 1000;

/** A training while its page is served. */
interface Session {
  readonly run: Run;
  readonly model: LiveModel;
  readonly server: LiveServer;
  readonly samples: PageSamples | undefined;
  readonly rate: StepRate;
  wanted: Set<LiveCommand>;
  /** Wakes a training that is paused. */
  wake: (() => void) | undefined;
  lookedAt: number;
}

/**
 * Serves a page that shows the training while it lasts, and prints its address: charts of all values, samples and warnings,
 * and buttons that pause and resume training, draw samples at once, and stop it.
 *
 * The page is for this machine alone, and for who knows the address with its key; {@linkcode LiveServer} says how it is
 * guarded. Training neither waits for the page nor needs it: it may be closed, and opened again. The server ends with
 * training; the page then keeps what it shows.
 *
 * A pause takes effect between two calls, within about half a second, and lasts until it is ended, also by Ctrl-C.
 *
 * @throws {RangeError} If `port` is none, or not free.
 *
 * @example
 * ```ts
 * import { livePage } from "@forger/plugins";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(livePage({ port: 0 }).options, { port: 0 });
 * ```
 */
export function livePage(options: LivePageOptions = {}): Plugin {
  const { port, write = (text) => void Deno.stdout.writeSync(new TextEncoder().encode(text)) } = options;
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    refuseOption("live-page", "port", "a port from 0 to 65535", port);
  }
  let session: Session | undefined, keepsHistory = false, failure: string | undefined;

  async function begin(run: Run): Promise<Session> {
    const samples = PageSamples.canDraw(run) ? new PageSamples() : undefined;
    const status: LiveStatus = { state: "training", step: run.step, steps: run.steps, epoch: 0, canSample: !!samples };
    const model = new LiveModel(runPageFacts(run), status);
    if (run.step > 0 && !keepsHistory) model.history = (await readHistory(run.folder, run.step)).history;
    await model.findPictures(run.folder);
    const server = await LiveServer.start({ model, port, onCommand: (command) => take(command) });
    samples?.begin(run);
    const rate = new StepRate();
    return { run, model, server, samples, rate, wanted: new Set(), wake: undefined, lookedAt: -Infinity };
  }

  /** Commands are done between calls; a paused training is woken to do them. */
  function take(command: LiveCommand): void {
    if (command === "resume") session?.wanted.delete("pause");
    if (command === "pause") session?.wanted.delete("resume");
    session?.wanted.add(command);
    session?.wake?.();
  }

  /** Does what was asked for, but for a pause. */
  async function act({ model, run, samples, server, wanted }: Session): Promise<void> {
    if (wanted.delete("stop")) run.stop("the live page");
    if (!wanted.delete("sample") || !samples) return;
    model.addDrawn(run.step, await samples.draw(run));
    server.changed({ isAwaited: true });
  }

  /** Goes on doing what is asked for until training is to go on. */
  async function pause(paused: Session): Promise<void> {
    say(paused, { state: "paused" });
    while (paused === session && !paused.wanted.delete("resume") && paused.run.stopReason === undefined) {
      await act(paused);
      if (paused.wanted.size > 0 || paused.run.stopReason !== undefined) continue;
      await new Promise<void>((resolve) => paused.wake = resolve);
    }
    paused.wake = undefined;
    if (paused === session) say(paused, { state: "training" });
  }

  function say({ model, server }: Session, change: Partial<LiveStatus>): void {
    model.update({ ...model.status, ...change });
    server.changed({ isAwaited: change.state !== undefined });
  }

  /** What the report adds: the page need not be told of pictures oftener than it looks. */
  async function note(current: Session, { elapsed, epoch, logs, step }: StepReport): Promise<void> {
    const { model, rate, run, server } = current;
    for (const { step, values } of logs) model.history.add(step, values);
    rate.add({ elapsed, step });
    if (server.readers > 0 && performance.now() - current.lookedAt > PICTURE_MILLISECONDS) {
      current.lookedAt = performance.now();
      await model.findPictures(run.folder);
    }
    const perSecond = rate.perSecond;
    say(current, { step, epoch, ...perSecond !== undefined && { rate: perSecond } });
  }

  return {
    name: "live-page",
    options: { port },
    onConfigure(_experiment, plugins) {
      keepsHistory = plugins.every(({ name }) => name !== "metrics-file");
      if (port === undefined || isFreePort(port)) return; // looked at before anything that takes long
      throw new RangeError(`port must be free: another program has ${port}. Name another, or 0 for any`);
    },
    async onTrainBegin(run) {
      failure = undefined;
      session = await begin(run);
      write(`Live page: ${session.server.url}\n`);
    },
    onStepEnd: {
      order: "post", // when pictures have been written
      async handler(report, run) {
        const current = session!;
        await note(current, report);
        await act(current);
        if (current.wanted.delete("pause") && run.stopReason === undefined) run.pause(pause(current));
        else current.wanted.delete("resume");
      },
    },
    onWarning(text, { step }) {
      if (!session) return false; // before the page is there
      session.model.note({ step, text });
      session.server.changed();
      return false; // nobody may be looking at the page
    },
    saveState: () => ({ ...keepsHistory && session && { history: session.model.history.state } }),
    restoreState(state, { step }) {
      const { model } = session!;
      const saved = state.history as unknown as ValueHistoryState | undefined;
      if (saved) model.history = ValueHistory.from(saved);
      model.history.forgetFrom(step + 1);
    },
    onError(error) {
      failure = error instanceof Error ? error.message : String(error);
    },
    onTrainEnd: {
      order: "post",
      async handler(reason: EndReason, run) {
        const ended = session, why = reason === "failed" ? failure : reason === "stopped" ? run.stopReason : undefined;
        session = undefined;
        if (!ended) return; // it did not begin
        ended.wake?.();
        try {
          await ended.model.findPictures(run.folder);
          ended.model.update({
            ...ended.model.status,
            state: reason,
            step: run.step,
            ...why !== undefined && { reason: why },
          });
        } finally {
          ended.samples?.dispose();
          await ended.server.close();
        }
      },
    },
  };
}
