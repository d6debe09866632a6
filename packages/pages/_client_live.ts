import { chartBoard } from "./_client_charts.ts";
import { countText, durationText, numberText, placeOf } from "./_client_element.ts";
import { pictureViewer } from "./_client_pictures.ts";
import { showNotes, showSections, themeSwitch } from "./_client_sections.ts";
import type { LiveMessage, LiveStatus, PageCurve, PagePicture } from "./page_data.ts";

/** Curves with the points that are new: those that a page has before them stay. */
export function mergeCurves(have: readonly PageCurve[], changes: readonly PageCurve[]): PageCurve[] {
  const byName = new Map(have.map((curve) => [curve.name, curve]));
  for (const change of changes) {
    const before = byName.get(change.name), { from } = change;
    if (before === undefined) {
      byName.set(change.name, change);
      continue;
    }
    byName.set(change.name, {
      ...change,
      from: 0,
      steps: [...before.steps.slice(0, from), ...change.steps],
      means: [...before.means.slice(0, from), ...change.means],
      least: [...before.least.slice(0, from), ...change.least],
      greatest: [...before.greatest.slice(0, from), ...change.greatest],
    });
  }
  return [...byName.values()];
}

/** The messages of a stream of server-sent events, as far as it has come, and what is left of it. */
export function readEvents(text: string): { readonly messages: string[]; readonly rest: string } {
  const blocks = text.split("\n\n"), rest = blocks.pop()!;
  const messages = blocks.map((block) =>
    block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim()).join("\n")
  );
  return { messages: messages.filter((message) => message !== ""), rest };
}

/** Says how the training is. */
export function showStatus({ canSample, epoch, rate, reason, state, step, steps }: LiveStatus): void {
  const isOver = state !== "training" && state !== "paused";
  document.documentElement.dataset.state = state;
  placeOf("state").textContent = state[0]!.toUpperCase() + state.slice(1);
  const left = rate && !isOver && state === "training" ? `${durationText((steps - step) / rate)} left` : "";
  const pace = rate && state === "training" ? `${numberText(rate)} steps a second` : "";
  placeOf("pace").textContent = [
    `step ${countText(step)} of ${countText(steps)}`,
    `epoch ${countText(epoch)}`,
    pace,
    left,
    reason === undefined ? "" : `reason: ${reason}`,
  ].filter((part) => part !== "").join(" · ");
  (placeOf("progress") as HTMLProgressElement).value = steps > 0 ? step / steps : 0;
  const pause = placeOf("pause") as HTMLButtonElement;
  pause.textContent = state === "paused" ? "Resume" : "Pause";
  pause.dataset.command = state === "paused" ? "resume" : "pause";
  placeOf("sample").hidden = !canSample;
  for (const id of ["pause", "sample", "stop"]) (placeOf(id) as HTMLButtonElement).disabled = isOver;
}

/** The buttons: each sends its command, and stopping asks once more. */
export function commandButtons(send: (command: string) => Promise<void>): void {
  const stop = placeOf("stop") as HTMLButtonElement;
  let timer: ReturnType<typeof setTimeout> | undefined;
  placeOf("pause").addEventListener("click", () => send((placeOf("pause") as HTMLButtonElement).dataset.command!));
  placeOf("sample").addEventListener("click", () => send("sample"));
  const calm = () => {
    clearTimeout(timer);
    timer = undefined;
    stop.textContent = "Stop";
  };
  stop.addEventListener("click", () => {
    if (timer !== undefined) {
      calm();
      send("stop");
      return;
    }
    stop.textContent = "Really stop?";
    timer = setTimeout(calm, 4000);
  });
}

/** Shows a training while it lasts. */
export function startLive(): void {
  const token = location.hash.slice(1), authorization = `Bearer ${token}`, addresses = new Map<string, string>();
  const pictures = pictureViewer(async ({ source }: PagePicture) => {
    let address = addresses.get(source);
    if (address === undefined) {
      const response = await fetch(source, { headers: { authorization } });
      if (!response.ok) throw new Error(await response.text());
      address = URL.createObjectURL(await response.blob());
      addresses.set(source, address);
    }
    return address;
  });
  const board = chartBoard(), say = (text: string) => void (placeOf("message").textContent = text);
  themeSwitch(board.redraw);
  commandButtons(async (command) => {
    try {
      const body = JSON.stringify({ command }), headers = { authorization, "content-type": "application/json" };
      const response = await fetch("/commands", { method: "POST", headers, body });
      say(response.ok ? "" : await response.text());
    } catch {
      say("The training does not answer");
    }
  });
  let curves: PageCurve[] = [], isOver = false;

  function take({ curves: changes, live, notes, page, pictures: shown }: LiveMessage): void {
    showStatus(live);
    isOver = live.state !== "training" && live.state !== "paused";
    if (page) {
      showSections(page);
      pictures.update(page.pictures);
      curves = [...page.curves];
      board.update(curves);
    }
    if (changes) board.update(curves = mergeCurves(curves, changes));
    if (shown) pictures.update(shown);
    if (notes) showNotes(notes);
  }

  /** Follows the training until the connection ends; returns what to say then. */
  async function follow(): Promise<string> {
    const response = await fetch("/events", { headers: { authorization, accept: "text/event-stream" } });
    if (response.status === 401) {
      isOver = true;
      return "This address lacks the key of the training: open the one that the terminal shows";
    }
    if (!response.ok) return await response.text();
    say("");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return isOver ? "" : "The connection has ended";
      const events = readEvents(rest + value);
      rest = events.rest;
      for (const message of events.messages) take(JSON.parse(message) as LiveMessage);
    }
  }

  (async () => {
    for (let wait = 1;; wait = Math.min(wait * 2, 10)) {
      const begin = Date.now(), reason = await follow().catch(() => "The training does not answer");
      if (isOver) return say(reason || "Training has ended. This page keeps what it shows; report.html has all of it.");
      if (Date.now() - begin > 10_000) wait = 1;
      say(`${reason}. Trying again …`);
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
  })();
}
