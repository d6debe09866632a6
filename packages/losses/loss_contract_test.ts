// What every adversarial loss keeps to. A new loss is a new row of the table.
import { CompiledStep, startCompute } from "@forger/core";
import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { hinge } from "./hinge.ts";
import { leastSquares } from "./least_squares.ts";
import type { GanLoss, Targets } from "./loss.ts";
import { minimax } from "./minimax.ts";
import { nonSaturating } from "./non_saturating.ts";
import { relativisticAverage } from "./relativistic_average.ts";
import { relativisticPaired } from "./relativistic_paired.ts";
import { assertLossValues, column, evaluateLoss, type Player, totalOf } from "./testdata/evaluate_loss.ts";
import { wasserstein } from "./wasserstein.ts";

await startCompute();

const losses: readonly GanLoss[] = [
  hinge,
  leastSquares,
  minimax,
  nonSaturating,
  relativisticAverage,
  relativisticPaired,
  wasserstein,
];
const players = ["discriminator", "generator"] as const;

const extreme = {
  real: [-1e4, -100, -30, -1, 0, 0.5, 2, 40, 100, 1e4],
  fake: [1e4, 100, 25, 1.5, 0, -0.5, -3, -40, -100, -1e4],
};
/** Both ways round in one batch: what a loss that compares sees of each pair when one of them is far off. */
const farApart = { real: [1e4, 1e4, -1e4, 0, 3], fake: [1e4, -1e4, 1e4, -1e4, 0] };
const undecided = { real: [0.1, 0.4, 0.6, 0.9], fake: [0.2, 0.9, 0.7, 0.3] };

function targetsOf({ defaultTargets }: GanLoss, player: Player): Targets {
  const fake = player === "generator" ? defaultTargets.generator : defaultTargets.fake;
  return {
    real: tf.fill([extreme.real.length, 1], defaultTargets.real),
    fake: tf.fill([extreme.fake.length, 1], fake),
  };
}

Deno.test("losses have names of their own", () => {
  assertEquals(new Set(losses.map(({ name }) => name)).size, losses.length);
});

for (const loss of losses) {
  const compares = loss.comparison !== "none";
  const discriminatorTerms = loss.comparison === "pairs" ? ["pairs"] : ["fake", "real"];

  Deno.test(`${loss.name} keeps to the contract of a loss`, async (test) => {
    await test.step("it says what it is, and its default targets are probabilities", () => {
      assert(/^[a-z]+(-[a-z]+)*$/.test(loss.name));
      for (const target of Object.values(loss.defaultTargets)) assert(target >= 0 && target <= 1);
    });

    await test.step("terms are finite scalars under the promised names", () => {
      tf.tidy(() => {
        const logits = { real: column(extreme.real), fake: column(extreme.fake) };
        const discriminator = loss.discriminator(logits, targetsOf(loss, "discriminator"));
        const generator = loss.generator(logits, targetsOf(loss, "generator"));
        assertEquals(Object.keys(discriminator).toSorted(), discriminatorTerms);
        assertEquals(Object.keys(generator), ["generator"]);
        for (const term of Object.values({ ...discriminator, ...generator })) {
          assertEquals([term.shape, term.dtype], [[], "float32"]);
          assert(Number.isFinite(term.dataSync()[0]));
        }
      });
    });

    if (compares) {
      await test.step("it refuses to work without the logits of both kinds", () => {
        tf.tidy(() => {
          const real = column(extreme.real), fake = column(extreme.fake), targets = targetsOf(loss, "discriminator");
          const refused = (run: () => unknown, kind: string): unknown =>
            assertThrows(run, TypeError, `Cannot compute ${loss.name} loss as logits of ${kind} images must be given`);
          refused(() => loss.discriminator({ real }, targets), "fake");
          refused(() => loss.discriminator({ fake }, targets), "real");
          refused(() => loss.generator({ fake }, targets), "real");
        });
      });
    } else {
      await test.step("real and fake apart give the same terms as together", () => {
        tf.tidy(() => {
          const real = column(extreme.real), fake = column(extreme.fake), targets = targetsOf(loss, "discriminator");
          const both = loss.discriminator({ real, fake }, targets);
          const ofReal = loss.discriminator({ real }, targets), ofFake = loss.discriminator({ fake }, targets);
          assertEquals([Object.keys(ofReal), Object.keys(ofFake)], [["real"], ["fake"]]);
          assertEquals(ofReal.real!.dataSync(), both.real!.dataSync());
          assertEquals(ofFake.fake!.dataSync(), both.fake!.dataSync());
        });
      });
    }

    await test.step("logits that are no column are refused, under the loss's name", () => {
      tf.tidy(() => {
        const good = tf.ones([4, 1]);
        for (const bad of [tf.ones([4]), tf.ones([4, 2]), tf.ones([4, 1, 1])]) {
          const refused = (player: Player, logits: Targets, images: string): void => {
            const { message } = assertThrows(() => loss[player](logits, logits), TypeError); // targets of the same shapes
            assert(message.startsWith(`Cannot compute ${loss.name} loss as logits `), message);
            assert(message.includes(`of ${images} must`) && message.includes(`[${bad.shape}]`), message);
          };
          refused("discriminator", { real: bad, fake: good }, "real images");
          refused("discriminator", { real: good, fake: bad }, "fake images");
          refused("generator", { real: good, fake: bad }, compares ? "fake images" : "the generator's images");
        }
      });
    });

    await test.step("values and gradients are finite at extreme logits", () => {
      for (const logits of [extreme, farApart]) {
        for (const player of players) {
          const { terms, gradients } = evaluateLoss(loss, player, logits);
          const numbers = [...Object.values(terms), ...gradients.real, ...gradients.fake];
          assert(numbers.every(Number.isFinite), `${player}: ${numbers}`);
        }
      }
    });

    await test.step("the players pull apart: real up and fake down, but fake up for the generator", () => {
      const discriminator = evaluateLoss(loss, "discriminator", undecided).gradients;
      const generator = evaluateLoss(loss, "generator", undecided).gradients;
      // what a player minimises moves against its gradient
      assert(discriminator.real.every((slope) => slope < 0), String(discriminator.real));
      assert(discriminator.fake.every((slope) => slope > 0), String(discriminator.fake));
      assert(generator.fake.every((slope) => slope < 0), String(generator.fake));
      if (compares) assert(generator.real.every((slope) => slope > 0), String(generator.real));
    });

    await test.step("it has a boundary exactly if the level of outputs matters to the discriminator", () => {
      const move = (outputs: number[]): number[] => outputs.map((output) => output + 3);
      const moved = { real: move(undecided.real), fake: move(undecided.fake) };
      const [before, after] = [undecided, moved].map((logits) => totalOf(evaluateLoss(loss, "discriminator", logits)));
      const difference = Math.abs(after! - before!);
      assert(loss.boundary === undefined ? difference < 1e-6 : difference > 0.1, `they differ by ${difference}`);
    });

    const { boundary } = loss;
    if (boundary !== undefined) {
      await test.step("a real image above the boundary costs what a fake one costs as far below, and less than below", () => {
        const costs = (distance: number) => {
          const logits = { real: [boundary + distance], fake: [boundary - distance] };
          return evaluateLoss(loss, "discriminator", logits).terms;
        };
        for (const distance of [-2, -0.4, 0, 0.4]) {
          assertAlmostEquals(costs(distance).real!, costs(distance).fake!, 1e-6);
        }
        assert(costs(0.4).real! < costs(-0.4).real!);
      });
    }

    await test.step("targets matter exactly if it says that it uses them", () => {
      for (const player of players) {
        const [before, after] = [0.2, 0.6].map((target) =>
          evaluateLoss(loss, player, { ...undecided, targets: { real: 1 - target, fake: target } })
        );
        (loss.usesTargets ? assertNotEquals : assertEquals)(before, after);
      }
    });

    await test.step("values and gradients are the same on tensorflow and in plain JavaScript", async () => {
      for (const logits of [undecided, extreme, farApart]) {
        for (const player of players) {
          await startCompute({ backend: "cpu" });
          const plain = evaluateLoss(loss, player, logits);
          await startCompute({ backend: "tensorflow" });
          assertLossValues(evaluateLoss(loss, player, logits), plain, 1e-6);
        }
      }
    });

    await test.step("it leaves nothing behind but its terms, and works inside a compiled step", async () => {
      const real = column(extreme.real), fake = column(extreme.fake);
      const targets = targetsOf(loss, "discriminator"), wanted = targetsOf(loss, "generator");
      const termsOf = (real: tf.Tensor, fake: tf.Tensor) => ({
        ...loss.discriminator({ real, fake }, targets),
        ...loss.generator({ real, fake }, wanted),
      });
      const count = tf.memory().numTensors;
      const terms = termsOf(real, fake);
      assertEquals(tf.memory().numTensors, count + discriminatorTerms.length + 1);
      const step = new CompiledStep(([real, fake]) => termsOf(real!, fake!), { mode: "graph" });
      const row = await step.run([real, fake], 1);
      assertEquals(step.outputNames.toSorted(), [...discriminatorTerms, "generator"].toSorted());
      step.outputNames.forEach((name, index) => {
        const expected = terms[name as keyof typeof terms]!.dataSync()[0]!;
        assertAlmostEquals(row[index]!, expected, Math.abs(expected) * 1e-6, name);
      });
      step.dispose();
      tf.dispose([real, fake, ...Object.values(targets), ...Object.values(wanted), ...Object.values(terms)]);
    });
  });
}
