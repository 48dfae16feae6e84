/** A stretch of a rule file: byte offsets, `end` excluded. Line and column are derived when somebody asks. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
