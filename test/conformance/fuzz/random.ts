/** A seeded stream of pseudo-random numbers: the same seed gives the same stream on every machine. */
export interface Random {
  /** An integer from 0 to limit - 1. */
  readonly below: (limit: number) => number;
  /** An integer from low to high, both included. */
  readonly between: (low: number, high: number) => number;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
  /** One of the items; the list must not be empty. */
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** One of the choices, each as likely as its weight says. */
  readonly weighted: <Item>(choices: readonly (readonly [number, Item])[]) => Item;
  /** `count` different items in random order, or all of them if there are fewer. */
  readonly sample: <Item>(items: readonly Item[], count: number) => Item[];
}

/** SplitMix32: turns neighbouring seeds into unrelated states. */
function splitMix(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded through SplitMix32. */
function smallFastCounting(seed: number): () => number {
  const mix = splitMix(seed);
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;
  return () => {
    const result = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + result) >>> 0;
    return result;
  };
}

export function createRandom(seed: number): Random {
  const next = smallFastCounting(seed);
  const fraction = (): number => next() / 0x1_0000_0000;
  const below = (limit: number): number => Math.floor(fraction() * limit);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => fraction() < probability,
    pick,
    weighted: (choices) => {
      const total = choices.reduce((sum, [weight]) => sum + weight, 0);
      let rest = fraction() * total;
      const chosen = choices.find(([weight]) => {
        rest -= weight;
        return rest < 0;
      });
      return (chosen ?? pick(choices))[1];
    },
    sample: (items, count) => {
      const left = [...items];
      const taken: (typeof left)[number][] = [];
      while (taken.length < count && left.length > 0) taken.push(...left.splice(below(left.length), 1));
      return taken;
    },
  };
}
