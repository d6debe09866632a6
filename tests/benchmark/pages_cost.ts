/** What of pages is measured. */
export interface PagesRequest {
  /** What is trained while a page is open. */
  readonly workload: string;
  readonly threads: number;
  /** Steps of history that are shown. */
  readonly steps: number;
  /** How often each page is opened, and training has its turn with and without one. */
  readonly rounds: number;
}

/** What pages cost; times are medians over rounds. */
export interface PagesCost extends Omit<PagesRequest, "threads"> {
  /** Until the report lies in its file, in seconds. */
  readonly writeSeconds: number;
  readonly reportMegabytes: number;
  /** From asking for a report until its first chart is drawn, in milliseconds. */
  readonly openMilliseconds: number;
  /** From asking for a live page until its first chart is drawn, in milliseconds. */
  readonly liveMilliseconds: number;
  /** Until anything of it is seen. */
  readonly paintMilliseconds: number;
  /** Steps a second without a page. */
  readonly rate: number;
  /** How much slower steps are while a program reads what a page would be sent: a quotient of the same round's rates. */
  readonly ratioRead: number;
  /** While Chromium shows the page on the same processor. */
  readonly ratioShown: number;
}
