import { chartOption, smoothed, stepRange, valueRange } from "./_client_chart_option.ts";
import { chartBoard, chartPanel, groupCurves, readingText, themeColours } from "./_client_charts.ts";
import { countText, durationText, element, numberText, placeOf, shortText } from "./_client_element.ts";
import { commandButtons, mergeCurves, readEvents, showStatus, startLive } from "./_client_live.ts";
import { pictureViewer } from "./_client_pictures.ts";
import { startReport } from "./_client_report.ts";
import {
  layerTable,
  rowList,
  scoreCard,
  showExtras,
  showNotes,
  showSections,
  themeSwitch,
} from "./_client_sections.ts";

const SHARED = [
  chartBoard,
  chartOption,
  chartPanel,
  countText,
  durationText,
  element,
  groupCurves,
  layerTable,
  numberText,
  pictureViewer,
  placeOf,
  readingText,
  rowList,
  scoreCard,
  shortText,
  showExtras,
  showNotes,
  showSections,
  smoothed,
  stepRange,
  themeColours,
  themeSwitch,
  valueRange,
];

/**
 * The script of a page, made of the texts of functions: they are written, checked and formatted as all other code, and by the
 * time that they are loaded their types are gone. Nothing is built, and no file is read, so that it works wherever the
 * package does. The functions' names must stay as they are: a bundler that shortens names would break it.
 */
function scriptOf(functions: readonly CallableFunction[], start: CallableFunction): string {
  return `"use strict";\n(() => {\n${[...SHARED, ...functions, start].join("\n")}\n${start.name}();\n})();\n`;
}

/** The script of a report. */
export const REPORT_SCRIPT: string = scriptOf([], startReport);

/** The script of a live page. */
export const LIVE_SCRIPT: string = scriptOf([commandButtons, mergeCurves, readEvents, showStatus], startLive);
