// What every adversarial loss keeps to. A new loss is a new row of the table.
import { CompiledStep, startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import type { GanLoss, Targets } from "./loss.ts";
import { nonSaturating } from "./non_saturating.ts";

await startCompute();

const losses: readonly GanLoss[] = [nonSaturating];

const realLogits = [-100, -30, -1, 0, 0.5, 2, 40, 100], fakeLogits = [100, 25, 1.5, 0, -0.5, -3, -40, -100];
const column = (values: readonly number[]): tf.Tensor2D => tf.tensor2d([...values], [values.length, 1]);
const total = (terms: Readonly<Record<string, tf.Tensor>>): tf.Tensor => tf.addN(Object.values(terms));

function targetsOf({ defaultTargets }: GanLoss, player: "discriminator" | "generator"): Targets {
  const fake = player === "generator" ? defaultTargets.generator : defaultTargets.fake;
  return { real: tf.fill([realLogits.length, 1], defaultTargets.real), fake: tf.fill([fakeLogits.length, 1], fake) };
}

const gradientOf = (term: (logits: tf.Tensor) => tf.Tensor, logits: readonly number[]): number[] =>
  tf.tidy(() => [...tf.grad(term)(column(logits)).dataSync()]);

Deno.test("losses have names of their own", () => {
  assertEquals(new Set(losses.map(({ name }) => name)).size, losses.length);
});

for (const loss of losses) {
  Deno.test(`${loss.name} keeps to the contract of a loss`, async (test) => {
    await test.step("it says what it is, and its default targets are probabilities", () => {
      assert(/^[a-z]+(-[a-z]+)*$/.test(loss.name));
      for (const target of Object.values(loss.defaultTargets)) assert(target >= 0 && target <= 1);
    });

    await test.step("terms are finite scalars under the promised names", () => {
      tf.tidy(() => {
        const real = column(realLogits), fake = column(fakeLogits), targets = targetsOf(loss, "discriminator");
        const both = loss.discriminator({ real, fake }, targets);
        const generator = loss.generator({ fake }, targetsOf(loss, "generator"));
        assertEquals(Object.keys(both).toSorted(), ["fake", "real"]);
        assertEquals(Object.keys(generator), ["generator"]);
        for (const term of Object.values({ ...both, ...generator })) {
          assertEquals([term.shape, term.dtype], [[], "float32"]);
          assert(Number.isFinite(term.dataSync()[0]));
        }
      });
    });

    await test.step("real and fake apart give the same terms as together", () => {
      tf.tidy(() => {
        const real = column(realLogits), fake = column(fakeLogits), targets = targetsOf(loss, "discriminator");
        const both = loss.discriminator({ real, fake }, targets);
        const apart = { ...loss.discriminator({ real }, targets), ...loss.discriminator({ fake }, targets) };
        assertEquals(Object.keys(loss.discriminator({ real }, targets)), ["real"]);
        assertEquals(Object.keys(loss.discriminator({ fake }, targets)), ["fake"]);
        for (const name of ["real", "fake"]) assertEquals(apart[name]!.dataSync(), both[name]!.dataSync());
      });
    });

    await test.step("gradients are finite at extreme logits", () => {
      tf.tidy(() => {
        const targets = targetsOf(loss, "discriminator"), wanted = targetsOf(loss, "generator");
        const gradients = [
          gradientOf((real) => total(loss.discriminator({ real }, targets)), realLogits),
          gradientOf((fake) => total(loss.discriminator({ fake }, targets)), fakeLogits),
          gradientOf((fake) => total(loss.generator({ fake }, wanted)), fakeLogits),
        ];
        for (const gradient of gradients) assert(gradient.every(Number.isFinite), String(gradient));
      });
    });

    await test.step("the players pull apart: real up and fake down, but fake up for the generator", () => {
      tf.tidy(() => {
        const targets = targetsOf(loss, "discriminator"), wanted = targetsOf(loss, "generator");
        const sum = (values: number[]): number => values.reduce((a, b) => a + b);
        assert(sum(gradientOf((real) => total(loss.discriminator({ real }, targets)), realLogits)) < 0);
        assert(sum(gradientOf((fake) => total(loss.discriminator({ fake }, targets)), fakeLogits)) > 0);
        assert(sum(gradientOf((fake) => total(loss.generator({ fake }, wanted)), fakeLogits)) < 0);
      });
    });

    await test.step("targets matter exactly if it says that it uses them", () => {
      tf.tidy(() => {
        const fake = column(fakeLogits), given = targetsOf(loss, "generator");
        const moved = { real: given.real.mul(0.5).add(0.1), fake: given.fake.mul(0.5).add(0.1) };
        const terms = [given, moved].map((targets) => loss.generator({ fake }, targets).generator!.dataSync()[0]);
        (loss.usesTargets ? assertNotEquals : assertEquals)(terms[0], terms[1]);
      });
    });

    await test.step("it leaves nothing behind but its terms, and works inside a compiled step", async () => {
      const real = column(realLogits), fake = column(fakeLogits), targets = targetsOf(loss, "discriminator");
      const count = tf.memory().numTensors;
      const terms = loss.discriminator({ real, fake }, targets);
      assertEquals(tf.memory().numTensors, count + 2);
      const step = new CompiledStep(([real, fake]) => loss.discriminator({ real: real!, fake: fake! }, targets), {
        mode: "graph",
      });
      const row = await step.run([real, fake], 1);
      step.outputNames.forEach((name, index) => {
        const expected = terms[name]!.dataSync()[0]!;
        assertAlmostEquals(row[index]!, expected, Math.abs(expected) * 1e-6);
      });
      step.dispose();
      tf.dispose([real, fake, targets.real, targets.fake, ...Object.values(terms)]);
    });
  });
}
