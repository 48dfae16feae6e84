/** What is known of the file that has a name. */
export interface NamedFile {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly birthtimeNs: bigint;
  isFile(): boolean;
  isFIFO(): boolean;
}

/**
 * Opens inputs that we may not open, as far as they were named when we still could. Names are bytes, one a
 * character. Nothing here waits long.
 */
export interface PrivilegedOpener {
  /** Has the patterns of inputs expanded again, also in folders that we may not see. */
  names(): readonly { readonly pattern: string; readonly name: string }[];
  /** All that may be opened: inputs, and files that logrotate and its like have made of them. */
  known(): readonly string[];
  /** The file that has a name; undefined if there is none, or it is not for us. */
  stat(name: string): NamedFile | undefined;
  /** Opens it for reading, without waiting, or says why not. */
  open(name: string): { readonly descriptor: number } | { readonly refusal: string };
}
