const SECONDS_BETWEEN_SAMPLES = 5;
const SAMPLES = 13;

/** How many lines a second there were on the average of the last minute. */
export class LineRate {
  private readonly count: () => number;
  private readonly samples: { readonly at: number; readonly lines: number }[] = [];
  private readonly timer: NodeJS.Timeout;

  /** `count` tells how many lines there were so far. */
  constructor(count: () => number) {
    this.count = count;
    this.sample();
    this.timer = setInterval(() => this.sample(), SECONDS_BETWEEN_SAMPLES * 1000).unref();
  }

  get perSecond(): number {
    const [oldest] = this.samples;
    const seconds = oldest ? (performance.now() - oldest.at) / 1000 : 0;
    if (!oldest || seconds < 0.1) return 0;
    return Math.round(((this.count() - oldest.lines) / seconds) * 10) / 10;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    this.samples.push({ at: performance.now(), lines: this.count() });
    if (this.samples.length > SAMPLES) this.samples.shift();
  }
}
