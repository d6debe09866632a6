import { element, placeOf } from "../_client_element.ts";
import { greatestNumber, type PlaygroundState, readAddress, writeAddress } from "./address.ts";
import { classChoice } from "./class_choice.ts";
import { directionSliders } from "./direction_sliders.ts";
import { drawLatent } from "./draw_latent.ts";
import { latestOnly } from "./latest_only.ts";
import { changeLatent, mixCorners } from "./mix_latents.ts";
import { pad } from "./pad.ts";
import { paintImage } from "./paint.ts";
import { type Playground, playgroundPicture } from "./playground_picture.ts";
import { preparePage } from "./prepare_page.ts";
import { markInGrid } from "./sample_grid.ts";
import { pictureName, savePicture } from "./save_picture.ts";
import { showProblem } from "./show_problem.ts";
import { showSurroundings } from "./show_surroundings.ts";

/** Shows the generator, and follows what is chosen: all of it is one state, which the address holds too. */
export function runPlayground(playground: Playground): void {
  const { backend, images, settings } = playground, { classes, latent } = settings, gridSize = 24;
  const limits = { classes: classes?.length ?? 1, directions: settings.directions.length / latent.size };
  const button = (id: string) => placeOf(id) as HTMLButtonElement;
  const field = (id: string) => placeOf(id) as HTMLInputElement;
  const picture = playgroundPicture(playground);

  let state = readAddress(location.hash, limits);
  let corners = state.corners.length > 0 ? state.corners : [0, 1, 2, 3];
  let first = state.number - state.number % gridSize; // of the grid
  const latents = (numbers: readonly number[]) => numbers.map((number) => drawLatent(latent, number, state.seed));
  const shownNumber = () => state.corners.length > 0 ? undefined : state.number;

  const draw = latestOnly(() => {
    const start = state.corners.length > 0
      ? mixCorners(latents(state.corners), state.place, latent)
      : drawLatent(latent, state.number, state.seed);
    return picture.draw(changeLatent(start, state, settings), state.label);
  });
  let followed = "";
  /** Brings into step what is around the picture, where something of it has changed. */
  const follow = latestOnly(async () => {
    await draw(); // the picture comes first
    const { label, seed, truncation } = state, wanted = [label, seed, truncation, first, corners].join();
    if (wanted === followed) return;
    const change = { moves: new Map(), truncation };
    const make = (numbers: readonly number[]) =>
      images.generate(latents(numbers).map((vector) => changeLatent(vector, change, settings)), label);
    await showSurroundings(playground, { choose: showNumber, corners, first, gridSize, make, picture });
    markInGrid(placeOf("grid"), shownNumber());
    followed = wanted;
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (change: Partial<PlaygroundState>) => {
    state = { ...state, ...change };
    square.show({ place: state.place, isUsed: state.corners.length > 0 });
    sliders.show(state.moves);
    choice?.show(state.label);
    field("seed").value = String(state.seed);
    field("number").value = String(shownNumber() ?? "");
    field("truncation").value = String(state.truncation);
    placeOf("truncation-shown").textContent = state.truncation.toFixed(2);
    markInGrid(placeOf("grid"), shownNumber());
    draw().catch(showProblem);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const isAskedFor = new URLSearchParams(location.hash.slice(1)).has("backend");
      history.replaceState(null, "", `#${writeAddress(state)}${isAskedFor ? `&backend=${backend.name}` : ""}`);
      follow().catch(showProblem);
    }, 150); // after a pause, as dragging changes it many times a second
  };
  const showNumber = (number: number) => show({ number, corners: [], moves: new Map() });

  const square = pad({ handle: placeOf("handle"), square: placeOf("pad") }, (place) => show({ corners, place }));
  const sliders = directionSliders(
    {
      list: placeOf("sliders"),
      shown: placeOf("sliders-shown"),
      earlier: button("sliders-earlier"),
      later: button("sliders-later"),
      reset: button("reset"),
    },
    limits.directions,
    (direction, far) => {
      const moves = new Map(state.moves);
      if (far === 0) moves.delete(direction);
      else moves.set(direction, far);
      show({ moves });
    },
  );
  const choice = classes &&
    classChoice(
      { chips: placeOf("chips"), list: placeOf("class-list") as HTMLSelectElement },
      classes,
      (label) => show({ label }),
    );

  const onClick = (id: string, act: () => void) => button(id).addEventListener("click", act);
  onClick("new", () => showNumber(Math.min(state.number + 1, greatestNumber())));
  onClick("reseed", () => show({ seed: crypto.getRandomValues(new Uint32Array(1))[0]! }));
  onClick("reset", () => show({ moves: new Map() }));
  onClick("other-corners", () => {
    const next = (Math.max(...corners) + 1) % (greatestNumber() - 3);
    corners = [next, next + 1, next + 2, next + 3];
    show(state.corners.length > 0 ? { corners } : {});
  });
  const turnGrid = (by: number) => {
    first = Math.max(first + by, 0);
    show({});
  };
  onClick("grid-earlier", () => turnGrid(-gridSize));
  onClick("grid-later", () => turnGrid(gridSize));
  onClick("save", () => {
    const isImage = settings.shape.length > 1, enlargement = Number(field("enlargement").value);
    const canvas = isImage ? element("canvas") : placeOf("picture") as HTMLCanvasElement;
    if (isImage) paintImage(canvas, picture.shown().values, { enlargement, settings });
    savePicture(canvas, pictureName(settings.name, writeAddress(state))).catch(showProblem);
  });
  field("truncation").addEventListener("input", () => show({ truncation: Number(field("truncation").value) }));
  const onNumber = (id: "seed" | "number", act: (value: number) => void) =>
    field(id).addEventListener("change", () => {
      const text = field(id).value.trim(), value = readAddress(`${id}=${text}`, limits)[id];
      if (String(value) === text) act(value);
      else show({}); // what was there comes back
    });
  onNumber("seed", (seed) => show({ seed }));
  onNumber("number", showNumber);
  addEventListener("hashchange", () => {
    const read = readAddress(location.hash, limits);
    if (read.corners.length > 0) corners = read.corners;
    show(read);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    picture.paint();
    followed = ""; // points in the corners have the page's colours too
    follow().catch(showProblem);
  });

  preparePage(settings);
  // for those who look at the generator from the browser's console
  const forgerPlayground = { ...playground, ...picture, settled: follow };
  Object.assign(globalThis, { forgerPlayground });
  show({});
}
