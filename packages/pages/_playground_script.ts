import { element, placeOf } from "./_client_element.ts";
import { farthestMove, greatestNumber, readAddress, writeAddress } from "./playground/address.ts";
import { bytesOf } from "./playground/bytes_of.ts";
import { chooseBackend } from "./playground/choose_backend.ts";
import { classChoice } from "./playground/class_choice.ts";
import { directionSliders } from "./playground/direction_sliders.ts";
import {
  centralProbability,
  drawLatent,
  inverseErrorFunction,
  normalNumbers,
  philox,
  uniformNumbers,
} from "./playground/draw_latent.ts";
import { latestOnly } from "./playground/latest_only.ts";
import { loadImages } from "./playground/load_images.ts";
import {
  changeLatent,
  latentSpread,
  mixCorners,
  perpendicularTo,
  sphericalMix,
  straightMix,
  vectorLength,
} from "./playground/mix_latents.ts";
import { pad } from "./playground/pad.ts";
import { frameOf, paintImage, paintPoints, pixelsOf } from "./playground/paint.ts";
import { playgroundPicture } from "./playground/playground_picture.ts";
import { loadScript, prepareBackend } from "./playground/prepare_backend.ts";
import { preparePage } from "./playground/prepare_page.ts";
import { readWeights } from "./playground/read_weights.ts";
import { runPlayground } from "./playground/run_playground.ts";
import { fillGrid, markInGrid } from "./playground/sample_grid.ts";
import { enlargements, pictureName, savePicture } from "./playground/save_picture.ts";
import { showProblem } from "./playground/show_problem.ts";
import { showSurroundings } from "./playground/show_surroundings.ts";
import { openGenerator, startPlayground } from "./playground/start_playground.ts";

const FUNCTIONS: readonly CallableFunction[] = [
  bytesOf,
  centralProbability,
  changeLatent,
  chooseBackend,
  classChoice,
  directionSliders,
  drawLatent,
  element,
  enlargements,
  farthestMove,
  fillGrid,
  frameOf,
  greatestNumber,
  inverseErrorFunction,
  latentSpread,
  latestOnly,
  loadImages,
  loadScript,
  markInGrid,
  mixCorners,
  normalNumbers,
  openGenerator,
  pad,
  paintImage,
  paintPoints,
  perpendicularTo,
  philox,
  pictureName,
  pixelsOf,
  placeOf,
  playgroundPicture,
  prepareBackend,
  preparePage,
  readAddress,
  readWeights,
  runPlayground,
  savePicture,
  showProblem,
  showSurroundings,
  sphericalMix,
  startPlayground,
  straightMix,
  uniformNumbers,
  vectorLength,
  writeAddress,
];

/** The playground's script: the texts of the functions in `playground/`, each of which uses nothing but its arguments, the browser and the others. */
export const PLAYGROUND_SCRIPT: string = `"use strict";\n(() => {\n${
  FUNCTIONS.join("\n")
}\nstartPlayground();\n})();\n`;
