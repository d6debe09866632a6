import { assert, assertEquals } from "@std/assert";
import { mergeCurves } from "./_client_live.ts";
import type { PageCurve } from "./page_data.ts";
import { ValueHistory } from "./value_history.ts";

const shown = (curves: readonly PageCurve[]) =>
  curves.map(({ greatest, least, means, name, steps }) => ({ greatest, least, means, name, steps }));

Deno.test("a page that is sent changes, however many steps apart, shows what one shows that is sent all", () => {
  const history = new ValueHistory();
  let page: readonly PageCurve[] = history.curves, mark = history.mark, step = 0;
  for (const steps of [1, 1, 5, 0, 594, 1, 3000, 2, 250]) {
    for (let done = 0; done < steps; done++) {
      step++;
      history.add(step, {
        loss: Math.sin(step),
        ...step > 300 && { late: step },
        ...step % 16 === 0 && { rare: 1 / step },
      });
    }
    page = mergeCurves(page, JSON.parse(JSON.stringify(history.changesSince(mark))));
    mark = history.mark;
    assertEquals(shown(page), shown(history.curves), `after step ${step}`);
  }
  history.add(2000, { loss: 9 }); // the run went back
  page = mergeCurves(page, history.changesSince(mark));
  assertEquals(shown(page), shown(history.curves));
});

Deno.test("what has not changed is hardly sent", () => {
  const history = new ValueHistory();
  for (let step = 1; step <= 500; step++) history.add(step, { loss: step });
  const { mark } = history;
  history.add(501, { loss: 501 });
  assertEquals(history.changesSince(mark).map(({ from, steps }) => [from, steps]), [[499, [500, 501]]]);
});

Deno.test("a history goes on from its state, and forgets what is done again", () => {
  const history = new ValueHistory();
  for (let step = 1; step <= 10; step++) history.add(step, { "a": step, "b/c": -step });
  const next = ValueHistory.from(JSON.parse(JSON.stringify(history.state)));
  assertEquals([next.last, next.curves.length], [10, 2]);
  next.forgetFrom(4);
  assertEquals([next.last, next.curves[0]!.steps], [3, [1, 2, 3]]);
  next.add(2, { a: 0 });
  assertEquals(next.curves.map(({ steps }) => steps), [[1, 2], [1]]);
});

Deno.test("names beyond 200 are not kept", () => {
  const history = new ValueHistory();
  for (let step = 1; step <= 500; step++) history.add(step, { [`name ${step}`]: 1, loss: step });
  assertEquals(history.curves.length, 200);
  assert(history.curves.find(({ name }) => name === "loss")!.steps.length === 500);
});
