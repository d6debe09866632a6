import type { LiveMark, LiveModel } from "./live_model.ts";

const encoder = new TextEncoder();

/** More pages than anyone watches; it bounds the memory. */
export const MOST_READERS = 8;

/**
 * A page that follows a training by server-sent events. At most one message waits for it: until it has taken that, it is sent
 * nothing, and then all that has changed in one. So a slow page costs no memory and keeps nothing waiting.
 */
export class LiveReader {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #model: LiveModel;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #mark: LiveMark | undefined;
  #isReady = false;
  #isClosed = false;

  /** @param onClose Hears that the page has gone. */
  constructor(model: LiveModel, onClose: (reader: LiveReader) => void) {
    this.#model = model;
    this.stream = new ReadableStream({
      start: (controller) => void (this.#controller = controller),
      pull: () => {
        this.#isReady = true;
        this.offer();
      },
      cancel: () => {
        this.#isClosed = true;
        onClose(this);
      },
    }, { highWaterMark: 1 });
  }

  /** Whether it has been sent all that there is. */
  get isCurrent(): boolean {
    return this.#mark?.version === this.#model.version;
  }

  /** Sends what has changed, if the page is ready for it. */
  offer(): void {
    if (!this.#isReady || this.#isClosed || this.isCurrent) return;
    const { mark, message } = this.#model.messageSince(this.#mark);
    this.#mark = mark;
    this.#send(`id: ${mark.version}\ndata: ${JSON.stringify(message)}\n\n`);
  }

  /** Shows that the connection lives, so that nothing between the two ends it. */
  beat(): void {
    if (this.#isReady && !this.#isClosed) this.#send(": still here\n\n");
  }

  /** Ends the stream after what was sent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#controller!.close();
  }

  #send(text: string): void {
    this.#isReady = false; // until the page has taken it
    this.#controller!.enqueue(encoder.encode(text));
  }
}
