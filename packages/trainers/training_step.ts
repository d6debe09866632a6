import * as tf from "@tensorflow/tfjs";
import {
  type Optimizer,
  type Schedule,
  scheduleAt,
  type Step,
  type StepRandom,
  stepRandom,
  type Tensor,
  type Variable,
  withRandom,
} from "@forger/core";
import type { GanLoss, Targets } from "@forger/losses";
import type { Latent } from "@forger/samplers";
import type { BatchSizes } from "./batch_sizes.ts";
import type { HookDriver } from "./hook_driver.ts";
import type { Hooks, LossContext, StepContext } from "./hooks.ts";
import type { Networks, Player } from "./networks.ts";
import type { Plugin } from "./plugin.ts";
import type { RealBatches } from "./real_batches.ts";
import { trainableVariables } from "./trainable_variables.ts";

/** What a training step is made of. */
export interface TrainingStepParts {
  readonly networks: Networks;
  readonly latent: Latent;
  readonly loss: GanLoss;
  readonly optimizers: Readonly<Record<Player, Optimizer>>;
  readonly learningRates: Readonly<Record<Player, Schedule>>;
  readonly batch: BatchSizes;
  readonly discriminatorUpdate: "joint" | "separate";
  readonly fakes: "fresh" | "shared";
  readonly real: RealBatches;
  readonly hooks: HookDriver;
  readonly seed: number;
  /** How many steps the run makes altogether. */
  readonly runSteps: number;
  /** The number of steps done; the step adds one. */
  readonly counter: Variable;
}

type Terms = Readonly<Record<string, Tensor>>;

/** One step: the discriminator's update, then the generator's. */
export function trainingStep(parts: TrainingStepParts): Step {
  return () => {
    const random = stepRandom(parts.seed, parts.counter);
    const outputs = withRandom(random, () => new StepRun(parts, random).run());
    parts.counter.assign(parts.counter.add(tf.scalar(1, "int32")));
    return outputs;
  };
}

/** The step while it runs (once, where it is compiled). */
class StepRun {
  readonly #parts: TrainingStepParts;
  readonly #random: StepRandom;
  readonly #logs: Record<string, Tensor> = {};
  /** Tensors that must outlive the scope of the gradient computation in which they were made. */
  readonly #kept: Tensor[] = [];

  constructor(parts: TrainingStepParts, random: StepRandom) {
    this.#parts = parts;
    this.#random = random;
  }

  run(): Terms {
    const { batch, fakes } = this.#parts;
    if (fakes === "shared") {
      this.#update("generator", () => {
        const images = this.#generate("generator", batch.generator);
        this.#trainDiscriminator(() => images);
        return this.#generatorTerms(images);
      });
    } else {
      this.#trainDiscriminator(() => this.#generate("discriminator", batch.fake));
      this.#update("generator", () => this.#generatorTerms(this.#generate("generator", batch.generator)));
    }
    const outputs = Object.fromEntries(Object.entries(this.#logs).map(([name, value]) => [name, value.clone()]));
    tf.dispose(this.#kept);
    return outputs;
  }

  #keep<Kept extends Tensor>(tensor: Kept): Kept {
    this.#kept.push(tf.keep(tensor));
    return tensor;
  }

  #trainDiscriminator(generated: () => Tensor): void {
    const { discriminatorUpdate, real } = this.#parts;
    const realImages = this.#transform("transformReal", real.next(), "discriminator");
    const fakeImages = () => this.#transform("transformFake", generated(), "discriminator");
    if (discriminatorUpdate === "separate") {
      this.#update("discriminator", () => this.#discriminatorTerms({ real: realImages }));
      const fake = fakeImages();
      this.#update("discriminator", () => this.#discriminatorTerms({ fake }));
    } else {
      const fake = fakeImages();
      this.#update("discriminator", () => this.#discriminatorTerms({ real: realImages, fake }));
    }
  }

  #generate(player: Player, count: number): Tensor {
    const { latent, networks } = this.#parts;
    const drawn = latent.draw(count, this.#random.stream("latent"));
    return apply(networks.generator, this.#transform("transformLatent", drawn, player));
  }

  #discriminatorTerms(images: { readonly real?: Tensor; readonly fake?: Tensor }): Terms {
    const logits = mapImages(images, (batch) => this.#discriminate(batch));
    const targets = this.#targets("discriminator", logits);
    return this.#transformLoss("discriminator", this.#parts.loss.discriminator(logits, targets), images, logits);
  }

  #generatorTerms(generated: Tensor): Terms {
    const fake = this.#transform("transformFake", generated, "generator");
    const logits = { fake: this.#discriminate(fake) };
    const targets = this.#targets("generator", logits);
    return this.#transformLoss("generator", this.#parts.loss.generator(logits, targets), { fake }, logits);
  }

  readonly #discriminate = (images: Tensor): Tensor => apply(this.#parts.networks.discriminator, images);

  /** What the discriminator should say, before and after the plugins. */
  #targets(player: Player, logits: { readonly real?: Tensor; readonly fake?: Tensor }): Targets {
    const { defaultTargets } = this.#parts.loss;
    const filled = (like: Tensor | undefined, value: number) => tf.fill(like?.shape ?? [0, 1], value);
    const wanted = player === "generator" ? defaultTargets.generator : defaultTargets.fake;
    const targets: Targets = { real: filled(logits.real, defaultTargets.real), fake: filled(logits.fake, wanted) };
    return this.#parts.hooks.reduce(
      "transformTargets",
      targets,
      (hook, value, plugin) => (hook as Hooks["transformTargets"])(value, this.#context(player, plugin)),
    );
  }

  #transform(hook: "transformReal" | "transformFake" | "transformLatent", initial: Tensor, player: Player): Tensor {
    return this.#parts.hooks.reduce(hook, initial, (run, value, plugin) => {
      const changed = (run as Hooks["transformReal"])(value, this.#context(player, plugin));
      checkShape(changed, value);
      return changed;
    });
  }

  #transformLoss(player: Player, terms: Terms, images: LossContext["images"], logits: LossContext["logits"]): Terms {
    return this.#parts.hooks.reduce("transformLoss", terms, (run, value, plugin) => {
      const context = { ...this.#context(player, plugin), images, logits, discriminate: this.#discriminate };
      return (run as Hooks["transformLoss"])(value, context);
    });
  }

  #context(player: Player, plugin: Plugin): StepContext {
    return { player, step: this.#parts.counter, random: this.#random.stream(`plugin/${plugin.name}`) };
  }

  /** One update of one player: its loss, gradients, optimizer and weights, with the hooks between them. */
  #update(player: Player, computeTerms: () => Terms): void {
    const { hooks, learningRates, networks, optimizers } = this.#parts;
    const variables = trainableVariables(networks[player]);
    let terms: Terms = {};
    const { value, grads } = tf.variableGrads(() => {
      const scalars = Object.entries(computeTerms()).map(([name, term]) =>
        [name, this.#keep(term.asScalar())] as const
      );
      terms = Object.fromEntries(scalars);
      return tf.addN(scalars.map(([, term]) => term)) as tf.Scalar;
    }, [...variables]);
    const computed = variables.map((variable) => gradientOf(variable, grads[variable.name], player));
    const gradients = hooks.reduce<readonly Tensor[]>("transformGradients", computed, (run, list, plugin) => {
      const changed = (run as Hooks["transformGradients"])(list, { ...this.#context(player, plugin), variables });
      changed.forEach((gradient, index) => checkShape(gradient, variables[index]!));
      return changed;
    });
    optimizers[player].apply(gradients, scheduleAt(learningRates[player], this.#parts.counter, this.#parts.runSteps));
    this.#transformWeights(player, variables);
    this.#log(player, value, terms);
  }

  #transformWeights(player: Player, variables: readonly Variable[]): void {
    const weights = this.#parts.hooks.reduce<readonly Tensor[]>(
      "transformWeights",
      variables,
      (run, list, plugin) => (run as Hooks["transformWeights"])(list, { ...this.#context(player, plugin), variables }),
    );
    weights.forEach((weight, index) => {
      const variable = variables[index]!;
      if (weight === variable) return;
      checkShape(weight, variable);
      variable.assign(weight);
    });
  }

  /** Separate updates of one player add up, as one joint update would. */
  #log(player: Player, total: Tensor, terms: Terms): void {
    const add = (name: string, value: Tensor) => {
      this.#logs[name] = this.#keep(this.#logs[name]?.add(value) ?? value.clone());
    };
    add(player, total);
    const entries = Object.entries(terms);
    if (player === "generator" && entries.length === 1) return;
    for (const [name, term] of entries) add(`${player}/${name}`, term);
  }
}

function apply(model: Networks["generator"], input: Tensor): Tensor {
  return model.apply(input, { training: true }) as Tensor;
}

function mapImages<Value>(
  images: { readonly real?: Tensor; readonly fake?: Tensor },
  map: (images: Tensor) => Value,
): { real?: Value; fake?: Value } {
  return {
    ...images.real ? { real: map(images.real) } : {},
    ...images.fake ? { fake: map(images.fake) } : {},
  };
}

function gradientOf(variable: Variable, gradient: Tensor | null | undefined, player: Player): Tensor {
  if (gradient) return gradient;
  throw new Error(
    `Cannot train the ${player} as its loss must depend on every trainable weight: ${variable.name} has no gradient`,
  );
}

function checkShape(changed: Tensor, original: Tensor): void {
  const same = changed.shape.length === original.shape.length &&
    changed.shape.every((length, axis) => length === original.shape[axis]);
  if (!same) {
    throw new TypeError(`its result must keep the shape: expected [${original.shape}], received [${changed.shape}]`);
  }
}
