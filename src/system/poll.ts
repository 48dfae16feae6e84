import koffi from "koffi";

/** Something that watches a descriptor until it is closed. */
export interface Watch {
  close(): void;
}

/**
 * Calls back whenever a descriptor can be read or written without waiting, or has failed, until the watch is
 * closed; that must be done before the descriptor is closed. A watch keeps the process alive unless told not
 * to.
 */
export function watch(
  descriptor: number,
  what: "readable" | "writable",
  callback: () => void,
  keepsAlive = true,
): Watch {
  const handle = koffi.node.poll(descriptor, { [what]: true }, callback);
  if (!keepsAlive) handle.unref();
  return {
    close() {
      handle.stop();
      handle.close();
    },
  };
}
