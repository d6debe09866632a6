import type { CheckedFile, FileState, RunCheck } from "@forger/trainers";
import { count } from "./describe_start.ts";
import { shownText } from "./shown_text.ts";

/** So many files of a kind are named, unless all are asked for. */
const NAMED = 10;

/**
 * Says in words how the files of a run are.
 *
 * @param all Whether every file is named, however many there are and however they are.
 */
export function fsckText(check: RunCheck, { all }: { readonly all: boolean }): string {
  const { files, folder, isTraining, notSampled, resume, steps } = check;
  const inState = (state: FileState) => files.filter((file) => file.state === state);
  const fine = inState("fine"), damaged = inState("damaged"), missing = inState("missing");
  const others = inState("other"), unread = others.filter(({ reason }) => reason !== undefined);
  const numbers = [
    `${count(fine.length)} fine`,
    ...damaged.length > 0 ? [`${count(damaged.length)} damaged`] : [],
    ...missing.length > 0 ? [`${count(missing.length)} missing`] : [],
    ...others.length > 0 ? [`${count(others.length)} not looked into`] : [],
  ];
  const facts: [string, string][] = [
    ["files", numbers.join(", ")],
    ["resume", "step" in resume ? `from step ${ofSteps(resume.step, steps)}` : `no: ${shownText(resume.reason)}`],
    ["sample", notSampled === undefined ? "yes" : `no: ${shownText(notSampled)}`],
    ...isTraining ? [["state", "it is being trained: files change while they are looked at"] as [string, string]] : [],
  ];
  const list = (title: string, listed: readonly CheckedFile[]): string[] => {
    if (listed.length === 0) return [];
    const named = all ? listed : listed.slice(0, NAMED), more = listed.length - named.length;
    return [
      "",
      `${count(listed.length)} ${title}:`,
      ...named.map(({ path, reason }) => `  ${shownText(path)}${reason === undefined ? "" : `: ${shownText(reason)}`}`),
      ...more > 0 ? [`  and ${count(more)} more: --verbose names all`] : [],
    ];
  };
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  return [
    shownText(folder),
    ...facts.map(([name, text]) => `  ${name.padEnd(width)}${text}`),
    ...list("damaged", damaged),
    ...list("missing", missing),
    ...list(
      "left over from interrupted writing; resuming the run removes what it would write again",
      inState("leftover"),
    ),
    ...list("not looked into", all ? others : unread),
    ...all ? list("fine", fine) : [],
  ].join("\n");
}

function ofSteps(step: number, steps: number | undefined): string {
  return steps === undefined ? count(step) : `${count(step)} of ${count(steps)}`;
}
