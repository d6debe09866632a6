import type { Place } from "./mix_latents.ts";

/** A part of the page that shows what is chosen. */
export interface PagePart<Chosen> {
  show(chosen: Chosen): void;
}

/** A square to drag in, with a mouse, a finger or the arrow keys. */
export function pad(
  { handle, square }: { readonly handle: HTMLElement; readonly square: HTMLElement },
  choose: (place: Place) => void,
): PagePart<{ readonly place: Place; readonly isUsed: boolean }> {
  let current: Place = { x: 0.5, y: 0.5 };
  const within = (value: number) => Math.round(Math.min(Math.max(value, 0), 1) * 1000) / 1000;
  const at = ({ clientX, clientY }: PointerEvent) => {
    const { height, left, top, width } = square.getBoundingClientRect();
    choose({ x: within((clientX - left) / width), y: within((clientY - top) / height) });
  };
  square.addEventListener("pointerdown", (event) => {
    square.setPointerCapture(event.pointerId);
    at(event);
  });
  square.addEventListener("pointermove", (event) => {
    if (square.hasPointerCapture(event.pointerId)) at(event);
  });
  const keys: Readonly<Record<string, readonly [right: number, down: number]>> = {
    ArrowLeft: [-0.05, 0],
    ArrowRight: [0.05, 0],
    ArrowUp: [0, -0.05],
    ArrowDown: [0, 0.05],
  };
  square.addEventListener("keydown", (event) => {
    const way = keys[event.key];
    if (!way) return;
    event.preventDefault();
    choose({ x: within(current.x + way[0]), y: within(current.y + way[1]) });
  });
  return {
    show({ isUsed, place }) {
      current = place;
      handle.style.left = `${place.x * 100}%`;
      handle.style.top = `${place.y * 100}%`;
      handle.classList.toggle("idle", !isUsed);
      const right = Math.round(place.x * 100), down = Math.round(place.y * 100);
      square.setAttribute("aria-valuenow", String(right));
      square.setAttribute("aria-valuetext", `${right} % to the right, ${down} % down`);
    },
  };
}
