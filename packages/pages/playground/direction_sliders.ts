import { element } from "../_client_element.ts";
import { farthestMove } from "./address.ts";
import type { PagePart } from "./pad.ts";

/** Where the sliders are on the page. */
interface SliderPlaces {
  readonly list: HTMLElement;
  readonly shown: HTMLElement;
  readonly earlier: HTMLButtonElement;
  readonly later: HTMLButtonElement;
  readonly reset: HTMLButtonElement;
}

/** Sliders for so many directions, twelve at a time; `move` is told which one was moved how far. */
export function directionSliders(
  { earlier, later, list, reset, shown }: SliderPlaces,
  count: number,
  move: (direction: number, far: number) => void,
): PagePart<ReadonlyMap<number, number>> {
  const page = 12;
  let first = 0, moves: ReadonlyMap<number, number> = new Map();
  let rows: { readonly input: HTMLInputElement; readonly output: HTMLOutputElement }[] = [];
  const update = () =>
    rows.forEach(({ input, output }, index) => {
      const far = moves.get(first + index) ?? 0;
      input.value = String(far);
      output.textContent = far.toFixed(2);
    });
  const turn = (to: number) => {
    first = to;
    const last = Math.min(first + page, count);
    rows = Array.from({ length: last - first }, (_, index) => {
      const most = String(farthestMove()), name = `Direction ${first + index + 1}`;
      const input = element("input", { type: "range", min: `-${most}`, max: most, step: "0.05", "aria-label": name });
      input.addEventListener("input", () => move(first + index, Number(input.value)));
      return { input, output: element("output") };
    });
    list.replaceChildren(
      ...rows.map(({ input, output }, index) =>
        element("label", { class: "slider" }, [element("span", { text: String(first + index + 1) }), input, output])
      ),
    );
    shown.textContent = `${first + 1} to ${last} of ${count}`;
    earlier.disabled = first === 0;
    later.disabled = last === count;
    earlier.hidden = later.hidden = count <= page;
    update();
  };
  earlier.addEventListener("click", () => turn(first - page));
  later.addEventListener("click", () => turn(first + page));
  turn(0);
  return {
    show(chosen) {
      moves = chosen;
      reset.disabled = moves.size === 0;
      update();
    },
  };
}
