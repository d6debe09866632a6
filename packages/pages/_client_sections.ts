import { countText, element, placeOf, shortText } from "./_client_element.ts";
import type { NetworkTable, PageData, PageNote, PagePicture, PageRow, PageScore } from "./page_data.ts";

/** Names and texts in two columns. */
export function rowList(rows: readonly PageRow[]): HTMLElement {
  return element(
    "dl",
    {},
    rows.map(([name, text]) => element("div", {}, [element("dt", { text: name }), element("dd", { text })])),
  );
}

/** Shows warnings, the newest first. */
export function showNotes(notes: readonly PageNote[]): void {
  placeOf("notes").hidden = notes.length === 0;
  const list = placeOf("note-list"), most = 8, wasOpen = list.querySelector("details")?.open ?? false;
  const items = notes.map(({ step, text }) =>
    element("li", {}, [
      ...step === undefined ? [] : [element("span", { class: "step", text: `step ${countText(step)}` })],
      element("span", { text }),
    ])
  ).reverse();
  if (items.length <= most + 1) return list.replaceChildren(...items);
  const earlier = element("details", {}, [
    element("summary", { text: `${countText(items.length - most)} earlier warnings` }),
    element("ul", {}, items.splice(most)),
  ]);
  earlier.open = wasOpen;
  list.replaceChildren(...items, element("li", {}, [earlier]));
}

/** Shows animations and other pictures, each behind its name, as some of them move. */
export function showExtras(extras: readonly PagePicture[], hasPictures: boolean): void {
  placeOf("extras").replaceChildren(...extras.map(({ label, source }) => {
    const details = element("details", {}, [
      element("summary", { text: label }),
      element("img", { src: source, alt: label }),
    ]);
    details.open = !hasPictures;
    return details;
  }));
  if (extras.length > 0) placeOf("samples").hidden = false;
}

/** A network's layers as a table. */
export function layerTable({ layers, name, parameters }: NetworkTable): HTMLElement {
  const numberOf = (value: number) => element("td", { class: "number", text: countText(value) });
  const head = ["Layer", "Type", "Shape", "Parameters"].map((text, index) =>
    element("th", { scope: "col", text, ...index === 3 && { class: "number" } })
  );
  const rows = layers.map(({ name, parameters, shape, type }) =>
    element("tr", {}, [
      element("td", { text: name }),
      element("td", { text: type }),
      element("td", { text: shape }),
      numberOf(parameters),
    ])
  );
  return element("details", {}, [
    element("summary", {}, [
      element("span", { text: name }),
      element("span", { class: "muted", text: ` ${countText(parameters)} parameters` }),
    ]),
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Layers of the ${name}` }, [
      element("table", {}, [element("thead", {}, [element("tr", {}, head)]), element("tbody", {}, rows)]),
    ]),
  ]);
}

/** A metric's value, and how it was measured. */
export function scoreCard({ card, name, step, value }: PageScore): HTMLElement {
  return element("section", { class: "panel score" }, [
    element("h3", { text: shortText(name) }),
    element("p", { class: "value", text: value }),
    element("p", { class: "muted", text: step === undefined ? "" : `step ${countText(step)}` }),
    ...card.length === 0
      ? []
      : [element("details", {}, [element("summary", { text: "How it was measured" }), rowList(card)])],
  ]);
}

/** Shows all of a page but charts and pictures. */
export function showSections(page: PageData): void {
  document.title = `${shortText(page.name)} · Forger`;
  placeOf("name").textContent = shortText(page.name);
  placeOf("status").textContent = page.status;
  placeOf("facts").replaceChildren(rowList(page.facts));
  const commands = page.commands.map(([name, text]) =>
    element("div", { class: "command" }, [
      element("span", { class: "muted", text: name }),
      element("code", { text, tabindex: "0" }),
    ])
  );
  placeOf("commands").replaceChildren(...commands);
  showNotes(page.notes);
  showExtras(page.extras, page.pictures.length > 0);
  placeOf("scores").hidden = page.scores.length === 0;
  placeOf("score-list").replaceChildren(...page.scores.map(scoreCard));
  placeOf("networks").hidden = page.networks.length === 0;
  placeOf("network-list").replaceChildren(...page.networks.map(layerTable));
  placeOf("settings").hidden = page.settings.length === 0;
  placeOf("setting-list").replaceChildren(rowList(page.settings));
  placeOf("gaps").hidden = page.gaps.length === 0;
  placeOf("gap-list").replaceChildren(...page.gaps.map((text) => element("li", { text })));
}

/** Lets the reader choose between light and dark, beginning with what the system has; paper is light. */
export function themeSwitch(redraw: (isAtOnce?: boolean) => void): void {
  const root = document.documentElement, button = placeOf("theme"), dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.dataset.theme === undefined ? dark.matches : root.dataset.theme === "dark";
  const say = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    redraw();
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    say();
  });
  dark.addEventListener("change", say);
  let onScreen: string | undefined;
  addEventListener("beforeprint", () => {
    onScreen = root.dataset.theme;
    root.dataset.theme = "light";
    redraw(true);
  });
  addEventListener("afterprint", () => {
    if (onScreen === undefined) delete root.dataset.theme;
    else root.dataset.theme = onScreen;
    redraw();
  });
  button.textContent = isDark() ? "Light" : "Dark";
}
