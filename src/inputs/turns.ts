/** A turn comes no sooner after the one before, however short `--poll-timeout` is. */
const SHORTEST_TURN_SECONDS = 0.01;
/** Timers may end a little before the clock's second has begun. */
const AFTER_A_SECOND_SECONDS = 0.002;

/** What turns are for. */
export interface TurnSource {
  /** Seconds since Epoch. */
  now(): number;
  pollSeconds(): number;
  /** Whether something changes without our being told. */
  mustPoll(): boolean;
  turn(): void;
}

/**
 * Looks after inputs now and then: as often as what must be polled needs it, otherwise once a second, when
 * the daemon wakes anyway.
 */
export class Turns {
  private readonly source: TurnSource;
  private timer: NodeJS.Timeout | undefined;
  private isPolling = false;

  constructor(source: TurnSource) {
    this.source = source;
  }

  start(): void {
    clearTimeout(this.timer);
    const { source } = this;
    const now = source.now();
    this.isPolling = source.mustPoll();
    const toNextSecond = 1 - (now - Math.floor(now)) + AFTER_A_SECOND_SECONDS;
    const poll = Math.min(1, Math.max(SHORTEST_TURN_SECONDS, source.pollSeconds()));
    const timer = setTimeout(
      () => {
        source.turn();
        // A turn may have ended them all, or begun anew.
        if (this.timer === timer) this.start();
      },
      (this.isPolling ? poll : toNextSecond) * 1000,
    );
    this.timer = timer;
  }

  /** Something must be polled from now on. */
  poll(): void {
    if (this.timer && !this.isPolling) this.start();
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
