/** The known word that a misspelt one was probably meant to be, for a hint. */
export function suggestion(word: string, known: Iterable<string>): string | undefined {
  const lowered = word.toLowerCase();
  if (lowered.length > 40) return undefined;
  let best: string | undefined;
  let fewest = lowered.length <= 4 ? 2 : 3;
  for (const candidate of known) {
    const edits = editDistance(lowered, candidate.toLowerCase(), fewest);
    if (edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/**
 * How many letters must be inserted, removed, replaced or swapped with the next; `limit` if that many or
 * more.
 */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      current.push(edits);
    }
    // Edits only become more from row to row.
    if (Math.min(...current) >= limit && Math.min(...last) >= limit) return limit;
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? limit;
}
