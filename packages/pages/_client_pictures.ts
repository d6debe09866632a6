import { element, placeOf } from "./_client_element.ts";
import type { PagePicture } from "./page_data.ts";

/**
 * Shows pictures of samples one at a time, with a slider over them.
 *
 * @param load Gives what an image takes as its source.
 */
export function pictureViewer(load: (picture: PagePicture) => Promise<string>): {
  update(pictures: readonly PagePicture[]): void;
} {
  const slider = element("input", { type: "range", min: "0", max: "0", value: "0", "aria-label": "Which picture" });
  const label = element("output", { class: "label" });
  const image = element("img", { alt: "" });
  const play = element("button", { type: "button", class: "quiet", text: "Play" });
  const controls = element("div", { class: "slider" }, [play, slider, label]);
  placeOf("viewer").append(image, controls);
  let pictures: readonly PagePicture[] = [], timer: ReturnType<typeof setInterval> | undefined, wanted = "";

  async function show(): Promise<void> {
    const picture = pictures[Number(slider.value)];
    if (!picture) return;
    const text = `${picture.label} · ${Number(slider.value) + 1} of ${pictures.length}`;
    label.textContent = text;
    slider.setAttribute("aria-valuetext", picture.label);
    wanted = picture.source;
    const source = await load(picture).catch(() => undefined); // the training may have ended: what is there stays
    if (source === undefined || wanted !== picture.source) return; // the slider went on meanwhile
    image.src = source;
    image.alt = `Samples, ${picture.label}`;
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
    play.textContent = "Play";
  }

  slider.addEventListener("input", () => {
    stop();
    show();
  });
  play.addEventListener("click", () => {
    if (timer !== undefined) return stop();
    play.textContent = "Stop";
    if (Number(slider.value) >= pictures.length - 1) slider.value = "0";
    show();
    timer = setInterval(() => {
      slider.value = String(Number(slider.value) + 1);
      show();
      if (Number(slider.value) >= pictures.length - 1) stop();
    }, 250);
  });
  return {
    update(next) {
      const wasLast = Number(slider.value) >= pictures.length - 1;
      pictures = next;
      slider.max = String(Math.max(0, next.length - 1));
      if (wasLast && timer === undefined) slider.value = slider.max;
      controls.hidden = next.length < 2;
      placeOf("samples").hidden = next.length === 0;
      show();
    },
  };
}
