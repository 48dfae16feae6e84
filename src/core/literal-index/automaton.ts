/**
 * An automaton that finds all of many literals in one pass over a line (Aho and Corasick, "Efficient string
 * matching", 1975). ASCII letters are folded. Its table is dense: one step is one look-up.
 */
export interface Automaton {
  /**
   * The number of a state times {@link width}, by state and class; below 0, inverted, if literals end there.
   */
  readonly table: Int32Array;
  /** The class of each byte. */
  readonly classes: Uint8Array;
  /** How many classes there are. */
  readonly width: number;
  /** The literals that end in a state are `found[from[state]]` up to `found[from[state + 1]]`. */
  readonly from: Int32Array;
  readonly found: Int32Array;
}

/**
 * Builds the automaton of literals, which are folded and not empty. A literal's number is its place in the
 * list.
 */
export function buildAutomaton(literals: readonly string[]): Automaton {
  const { classes, width } = classify(literals);
  const states = 1 + literals.reduce((sum, literal) => sum + literal.length, 0);
  const trie = new Int32Array(states * width);
  const ends: number[][] = [[]];
  literals.forEach((literal, number) => {
    let state = 0;
    for (let at = 0; at < literal.length; at += 1) {
      const cell = state * width + classes[literal.charCodeAt(at)]!;
      if (trie[cell] === 0) {
        trie[cell] = ends.length;
        ends.push([]);
      }
      state = trie[cell]!;
    }
    ends[state]!.push(number);
  });
  const used = trie.slice(0, ends.length * width);
  linkFailures(used, width, ends);
  return { ...withEnds(used, width, ends), classes, width };
}

/** Bytes that occur in no literal share a class; the others have one each. */
function classify(literals: readonly string[]): { classes: Uint8Array; width: number } {
  const classes = new Uint8Array(256);
  let width = 1;
  for (const literal of literals) {
    for (let at = 0; at < literal.length; at += 1) {
      const byte = literal.charCodeAt(at);
      if (classes[byte] !== 0) continue;
      classes[byte] = width;
      width += 1;
    }
  }
  for (let capital = 65; capital <= 90; capital += 1) classes[capital] = classes[capital + 32]!;
  return { classes, width };
}

/** Fills in where a state goes that has no child for a byte: where the longest proper suffix would go. */
function linkFailures(trie: Int32Array, width: number, ends: number[][]): void {
  const failure = new Int32Array(ends.length);
  const waiting = [...new Set(trie.subarray(0, width))].filter((child) => child !== 0);
  for (const state of waiting) {
    const fallback = failure[state]!;
    if (ends[fallback]!.length > 0) ends[state]!.push(...ends[fallback]!);
    for (let letter = 0; letter < width; letter += 1) {
      const cell = state * width + letter;
      const instead = trie[fallback * width + letter]!;
      if (trie[cell] === 0) trie[cell] = instead;
      else {
        failure[trie[cell]!] = instead;
        waiting.push(trie[cell]!);
      }
    }
  }
}

function withEnds(
  trie: Int32Array,
  width: number,
  ends: readonly (readonly number[])[],
): Pick<Automaton, "table" | "from" | "found"> {
  const from = new Int32Array(ends.length + 1);
  ends.forEach((numbers, state) => {
    from[state + 1] = from[state]! + numbers.length;
  });
  for (let cell = 0; cell < trie.length; cell += 1) {
    const state = trie[cell]!;
    trie[cell] = ends[state]!.length > 0 ? ~(state * width) : state * width;
  }
  return { table: trie, from, found: Int32Array.from(ends.flat()) };
}
