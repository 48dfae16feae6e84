/**
 * A line of an input file. An input may give it as bytes, of which `text` is made when it is asked for: most
 * lines match no rule, and need none. An object may be used again for the next line of the same input; what
 * it says must hold until then.
 */
export interface InputLine {
  /** One character a byte, without the newline. */
  readonly text: string;
  readonly source: string;
  /** The internal context that the input option names. */
  readonly context: string | undefined;
  /** The line's bytes are those of `bytes` from `start` up to `end`. */
  readonly bytes?: Uint8Array | undefined;
  readonly start?: number;
  readonly end?: number;
  /** Fields that match variables can name as `$+{_journal_NAME}`, each with its values. */
  readonly fields?: ReadonlyMap<string, readonly string[]> | undefined;
}
