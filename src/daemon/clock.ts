/** The clock has moved on by the time that a timer for the next second fires. */
const AFTER_THE_SECOND_MS = 2;

/** The present second since Epoch. */
export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** CPU time that the program has used. */
export function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Milliseconds until the next second has begun. */
export function msToNextSecond(): number {
  return 1000 - (Date.now() % 1000) + AFTER_THE_SECOND_MS;
}
