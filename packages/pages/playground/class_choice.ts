import { element } from "../_client_element.ts";
import type { PagePart } from "./pad.ts";

/** Lets one of the classes be chosen, side by side or, where they are many, in a list. */
export function classChoice(
  { chips, list }: { readonly chips: HTMLElement; readonly list: HTMLSelectElement },
  classes: readonly string[],
  choose: (label: number) => void,
): PagePart<number> {
  if (classes.length > 20) {
    list.hidden = false;
    list.append(...classes.map((name, label) => new Option(name, String(label))));
    list.addEventListener("change", () => choose(Number(list.value)));
    return { show: (label) => void (list.value = String(label)) };
  }
  const inputs = classes.map((name, label) => {
    const input = element("input", { type: "radio", name: "class", value: String(label) });
    input.addEventListener("change", () => choose(label));
    chips.append(element("label", {}, [input, element("span", { text: name })]));
    return input;
  });
  return { show: (label) => void (inputs[label]!.checked = true) };
}
