import koffi from "koffi";

/** Something that watches a descriptor until it is closed. */
export interface Watch {
  close(): void;
}

type Event = "readable" | "writable";

/** What is watched of a descriptor. libuv allows one handle for each, and ends the process at a second. */
interface Watched {
  readonly handle: ReturnType<typeof koffi.node.poll>;
  readonly interests: Map<Event, Interest>;
}

interface Interest {
  readonly callback: () => void;
  readonly keepsAlive: boolean;
}

const watched = new Map<number, Watched>();

/**
 * Calls back whenever a descriptor can be read, or written, without waiting, or has failed, until the watch
 * is closed; that must be done before the descriptor is closed. There can be one watch for each event of a
 * descriptor that is a pipe, FIFO or socket and not used by a stream of Node's. A watch keeps the process
 * alive unless told not to.
 */
export function watch(descriptor: number, event: Event, callback: () => void, keepsAlive = true): Watch {
  let entry = watched.get(descriptor);
  if (!entry) {
    entry = { handle: koffi.node.poll(descriptor, { [event]: true }, () => {}), interests: new Map() };
    watched.set(descriptor, entry);
  }
  const { interests } = entry;
  const interest = { callback, keepsAlive };
  interests.set(event, interest);
  update(descriptor, entry);
  return {
    close() {
      if (interests.get(event) !== interest) return;
      interests.delete(event);
      update(descriptor, entry);
    },
  };
}

function update(descriptor: number, entry: Watched): void {
  const { handle, interests } = entry;
  if (interests.size === 0) {
    watched.delete(descriptor);
    handle.stop();
    handle.close();
    return;
  }
  const wanted = { readable: interests.has("readable"), writable: interests.has("writable") };
  handle.start(wanted, ((status: number, events: Record<Event, boolean>) => {
    for (const event of ["readable", "writable"] as const) {
      // After an error every callback tries, and finds out what it is.
      if (status < 0 || events[event]) interests.get(event)?.callback();
    }
    // An error stops the handle.
    if (status < 0 && interests.size > 0 && watched.get(descriptor) === entry) update(descriptor, entry);
  }) as unknown as () => void);
  if ([...interests.values()].some(({ keepsAlive }) => keepsAlive)) handle.ref();
  else handle.unref();
}
