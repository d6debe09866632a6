import { chartBoard } from "./_client_charts.ts";
import { placeOf } from "./_client_element.ts";
import { pictureViewer } from "./_client_pictures.ts";
import { showSections, themeSwitch } from "./_client_sections.ts";
import type { PageData } from "./page_data.ts";

/** Shows the report whose data lie in the page. */
export function startReport(): void {
  const page = JSON.parse(placeOf("data").textContent!) as PageData;
  showSections(page);
  pictureViewer(({ source }) => Promise.resolve(source)).update(page.pictures);
  if (page.extras.length > 0) placeOf("samples").hidden = false;
  const board = chartBoard();
  board.update(page.curves);
  themeSwitch(board.redraw);
}
