import * as tf from "@tensorflow/tfjs";
import {
  type CollectiveGroup,
  type Optimizer,
  type Schedule,
  scheduleAt,
  type Step,
  type StepRandom,
  stepRandom,
  type Tensor,
  type Variable,
  withRandom,
  withWorkerMean,
} from "@forger/core";
import type { GanLoss, Logits, LossTerms, Targets } from "@forger/losses";
import type { Latent } from "@forger/samplers";
import { generateImages, judgeImages } from "./apply_networks.ts";
import type { BatchSizes } from "./batch_sizes.ts";
import type { HookDriver } from "./hook_driver.ts";
import { checkLossTerms } from "./check_transformed.ts";
import type { Judgement, LabelledImages } from "./labelled_images.ts";
import type { Networks, Player } from "./networks.ts";
import { meanOverWorkers } from "./mean_over_workers.ts";
import { drawLabels } from "./one_hot.ts";
import type { RealBatches } from "./real_batches.ts";
import { SharedValues } from "./shared_values.ts";
import { StepHooks } from "./step_hooks.ts";
import { StepLogs } from "./step_logs.ts";
import { trainableVariables } from "./trainable_variables.ts";
import type { Updates } from "./updates.ts";
import { variableOf } from "./variable_of.ts";

/** What a training step is made of. */
export interface TrainingStepParts {
  readonly networks: Networks;
  readonly latent: Latent;
  readonly loss: GanLoss;
  readonly optimizers: Readonly<Record<Player, Optimizer>>;
  readonly learningRates: Readonly<Record<Player, Schedule>>;
  /** This worker's part of each batch. */
  readonly batch: BatchSizes;
  readonly discriminatorUpdate: "joint" | "separate";
  readonly fakes: "fresh" | "shared";
  readonly real: RealBatches;
  /** How many classes conditional networks take; undefined where they are not conditional. */
  readonly classes: number | undefined;
  readonly hooks: HookDriver;
  readonly seed: number;
  /** How many steps the run makes altogether. */
  readonly runSteps: number;
  /** The number of steps done; the step adds one. */
  readonly counter: Variable;
  /** The workers that train together; undefined where one trains alone. */
  readonly group?: CollectiveGroup;
  /** Whether the moments of batches are those of all workers together. */
  readonly sharesMoments?: boolean;
}

/** The name under which a step gives the seconds that its exchanges with other workers took: no plugin's, for its line break. */
export const EXCHANGE_SECONDS = "exchange\nseconds";

/** One update: the loss and its terms. */
interface Update {
  readonly total: Tensor;
  readonly terms: LossTerms;
}

/** Of each kind of images something: the images themselves, their labels, the discriminator's answers. */
type Of<Kind> = { readonly real?: Kind; readonly fake?: Kind };

/** How many real batches a step takes: one for each update of the discriminator; one for a generator that needs real images without any. */
export function batchesPerStep({ discriminator }: Updates, loss: GanLoss): number {
  return discriminator === 0 && loss.comparison !== "none" ? 1 : discriminator;
}

/** One step: the discriminator's updates, then the generator's. */
export function trainingStep(parts: TrainingStepParts, updates: Updates): Step {
  return () => {
    const random = stepRandom(parts.seed, parts.counter, parts.group);
    const outputs = withRandom(random, () => new StepRun(parts, random).run(updates));
    parts.counter.assign(parts.counter.add(tf.scalar(1, "int32")));
    parts.hooks.step++; // where steps are not compiled, several follow each other before the trainer counts them
    return outputs;
  };
}

/** The step while it runs (once, where it is compiled). */
class StepRun {
  readonly #parts: TrainingStepParts;
  readonly #random: StepRandom;
  readonly #hooks: StepHooks;
  readonly #logs = new StepLogs((tensor) => this.#keep(tensor));
  /** Tensors that must outlive the scope of the gradient computation in which they were made. */
  readonly #kept: Tensor[] = [];
  /** The last real batch, which the generator's update may look at. */
  #real: LabelledImages | undefined;
  /** Seconds of each exchange with other workers. */
  readonly #exchanges: Tensor[] = [];

  constructor(parts: TrainingStepParts, random: StepRandom) {
    this.#parts = parts;
    this.#random = random;
    const { counter, hooks, runSteps } = parts;
    const shared = new SharedValues((value) => value instanceof tf.Tensor ? this.#keep(value.clone()) : value);
    this.#hooks = new StepHooks({ hooks, random, logs: this.#logs, shared, counter, runSteps });
  }

  run(updates: Updates): LossTerms {
    const { group, sharesMoments } = this.#parts;
    if (!group || !sharesMoments) return this.#run(updates);
    return withWorkerMean((values) => {
      const { mean, seconds } = group.mean(values);
      this.#exchanges.push(this.#keep(seconds));
      return mean;
    }, () => this.#run(updates));
  }

  #run({ discriminator, generator }: Updates): LossTerms {
    const shares = this.#parts.fakes === "shared" && discriminator > 0 && generator > 0;
    for (let update = shares ? 1 : 0; update < discriminator; update++) this.#trainDiscriminator();
    if (shares) this.#trainBoth();
    for (let update = shares ? 1 : 0; update < generator; update++) this.#trainGenerator();
    const outputs = {
      ...this.#logs.outputs(),
      ...this.#exchanges.length > 0 && { [EXCHANGE_SECONDS]: tf.addN(this.#exchanges) },
    };
    tf.dispose(this.#kept);
    return outputs;
  }

  #keep<Kept extends Tensor>(tensor: Kept): Kept {
    this.#kept.push(tf.keep(tensor));
    return tensor;
  }

  #trainDiscriminator(generated?: LabelledImages): void {
    const { batch, discriminatorUpdate } = this.#parts;
    const real = this.#realImages();
    const fakeImages = () =>
      this.#changeFake("discriminator", generated ?? this.#generate("discriminator", batch.fake));
    const update = (seen: Of<LabelledImages>) => this.#update("discriminator", () => this.#discriminatorTerms(seen));
    const round = discriminatorUpdate === "separate"
      ? [update({ real }), update({ fake: fakeImages() })]
      : [update({ real, fake: fakeImages() })];
    this.#logs.addLosses("discriminator", round);
  }

  #trainGenerator(): void {
    const update = this.#update(
      "generator",
      () => this.#generatorTerms(this.#generate("generator", this.#parts.batch.generator)),
    );
    this.#logs.addLosses("generator", [update]);
  }

  /** One generation of images for both players: the discriminator learns from the images from which the generator's gradient then comes. */
  #trainBoth(): void {
    const update = this.#update("generator", () => {
      const generated = this.#generate("generator", this.#parts.batch.generator);
      this.#trainDiscriminator(generated);
      return this.#generatorTerms(generated);
    });
    this.#logs.addLosses("generator", [update]);
  }

  #realImages(): LabelledImages {
    const { classes, real } = this.#parts;
    const { images, labels } = real.next({ withLabels: classes !== undefined });
    return this.#real = {
      images: this.#keep(this.#hooks.transform("transformReal", "discriminator", images).clone()),
      ...labels && { labels: this.#keep(labels.clone()) },
    };
  }

  #generate(player: Player, count: number): LabelledImages {
    const { classes, latent, networks } = this.#parts;
    const drawn = latent.draw(count, this.#random.stream("latent"));
    const latents = this.#hooks.transform("transformLatent", player, drawn);
    const labels = classes === undefined ? undefined : drawLabels(count, classes, this.#random.stream("labels"));
    return { images: generateImages(networks, latents, labels), ...labels && { labels } };
  }

  #changeFake(player: Player, { images, labels }: LabelledImages): LabelledImages {
    return { images: this.#hooks.transform("transformFake", player, images), ...labels && { labels } };
  }

  #discriminatorTerms(seen: Of<LabelledImages>): LossTerms {
    const said = judgeEach(this.#parts.networks, seen);
    const logits = this.#hooks.transform("transformLogits", "discriminator", pick(said, "logits"));
    const targets = this.#targets("discriminator", logits);
    const { loss } = this.#parts;
    const terms = checkLossTerms(loss.discriminator(logits, targets), loss.name, "discriminator");
    return this.#changeTerms("discriminator", terms, { seen, said, logits });
  }

  #generatorTerms(generated: LabelledImages): LossTerms {
    const { loss, networks } = this.#parts;
    const fake = this.#changeFake("generator", generated);
    const compares = loss.comparison !== "none";
    const real = this.#real ?? (compares ? this.#realImages() : undefined);
    const said = judgeEach(networks, { ...real && compares && { real }, fake });
    const logits = this.#hooks.transform("transformLogits", "generator", pick(said, "logits"));
    const targets = this.#targets("generator", logits);
    const terms = checkLossTerms(loss.generator({ ...logits, fake: logits.fake! }, targets), loss.name, "generator");
    return this.#changeTerms("generator", terms, { seen: { ...real && { real }, fake }, said, logits });
  }

  /** What the discriminator should say, before and after the plugins. */
  #targets(player: Player, logits: Logits): Targets {
    const { defaultTargets } = this.#parts.loss;
    const filled = (like: Tensor | undefined, value: number) => tf.fill(like?.shape ?? [0, 1], value);
    const wanted = player === "generator" ? defaultTargets.generator : defaultTargets.fake;
    const targets: Targets = { real: filled(logits.real, defaultTargets.real), fake: filled(logits.fake, wanted) };
    return this.#hooks.transform("transformTargets", player, targets);
  }

  #changeTerms(
    player: Player,
    terms: LossTerms,
    { seen, said, logits }: { seen: Of<LabelledImages>; said: Of<Judgement>; logits: Logits },
  ): LossTerms {
    const { loss, networks } = this.#parts;
    const labels = pick(seen, "labels"), like = labels.real ?? labels.fake;
    return this.#hooks.transform("transformLoss", player, terms, {
      loss,
      images: pick(seen, "images"),
      labels,
      logits,
      classLogits: pick(said, "classLogits"),
      discriminate: (images, labels = like) => judgeImages(networks, { images, labels }).logits,
    });
  }

  /** One update of one player: its loss, gradients, optimizer and weights, with the hooks between them. */
  #update(player: Player, computeTerms: () => LossTerms): Update {
    const { counter, learningRates, networks, optimizers, runSteps } = this.#parts;
    const variables = trainableVariables(networks[player]);
    let terms: LossTerms = {};
    const { value: total, grads } = tf.variableGrads(() => {
      const scalars = Object.entries(computeTerms()).map(([name, term]) =>
        [name, this.#keep(term.asScalar())] as const
      );
      terms = Object.fromEntries(scalars);
      return tf.addN(scalars.map(([, term]) => term)) as tf.Scalar;
    }, [...variables]);
    const hint = networks.discriminator.outputs.length > 1
      ? "; the plugin auxiliary-classifier trains class logits"
      : "";
    const computed = variables.map((variable) => gradientOf(variable, grads[variable.name], { player, hint }));
    const shared = this.#share({ gradients: computed, update: { total, terms } });
    const gradients = this.#hooks.transform("transformGradients", player, shared.gradients, { variables });
    const rate = scheduleAt(learningRates[player], counter, runSteps);
    optimizers[player].apply(gradients, this.#hooks.transform("transformLearningRate", player, rate));
    const weights = this.#hooks.transform("transformWeights", player, variables, { variables });
    weights.forEach((weight, index) => {
      if (weight !== variables[index]) variables[index]!.assign(weight);
    });
    return shared.update;
  }

  /** Gives gradients, losses, logs and the moving averages of normalization the means over all workers, in one exchange. */
  #share(own: { readonly gradients: readonly Tensor[]; readonly update: Update }): typeof own {
    const { group, networks } = this.#parts;
    if (!group) return own;
    const { gradients, update: { terms, total } } = own, names = Object.keys(terms), logs = this.#logs.own();
    const averages = [networks.discriminator, networks.generator].flatMap((network) =>
      network.nonTrainableWeights.map(variableOf).filter(({ dtype }) => dtype === "float32")
    );
    const { means, seconds } = meanOverWorkers(
      group,
      [...gradients, total, ...Object.values(terms), ...logs, ...averages],
    );
    this.#exchanges.push(this.#keep(seconds));
    const left = [...means], take = (count: number) => left.splice(0, count);
    const sharedGradients = take(gradients.length), [sharedTotal, ...sharedTerms] = take(1 + names.length);
    this.#logs.share(take(logs.length));
    averages.forEach((variable, index) => variable.assign(left[index]!));
    return {
      gradients: sharedGradients,
      update: {
        total: this.#keep(sharedTotal!),
        terms: Object.fromEntries(names.map((name, index) => [name, this.#keep(sharedTerms[index]!)])),
      },
    };
  }
}

/** Asks the discriminator about each kind of images. */
function judgeEach(networks: Networks, { real, fake }: Of<LabelledImages>): Of<Judgement> {
  return { ...real && { real: judgeImages(networks, real) }, ...fake && { fake: judgeImages(networks, fake) } };
}

/** One member of what there is of each kind, where it has that. */
function pick<Key extends string, Kind extends { readonly [Name in Key]?: Tensor }>(
  { real, fake }: Of<Kind>,
  key: Key,
): Of<Tensor> {
  return { ...real?.[key] && { real: real[key] }, ...fake?.[key] && { fake: fake[key] } };
}

function gradientOf(
  variable: Variable,
  gradient: Tensor | null | undefined,
  { player, hint }: { readonly player: Player; readonly hint: string },
): Tensor {
  if (gradient) return gradient;
  throw new Error(
    `Cannot train the ${player} as its loss must depend on every trainable weight: ${variable.name} has no gradient${hint}`,
  );
}
