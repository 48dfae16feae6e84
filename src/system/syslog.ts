import { cString, libc } from "./libc.ts";

const openlog = libc.func("void openlog(const char *ident, int option, int facility)");
const closelog = libc.func("void closelog()");
const syslog = libc.func("void syslog(int priority, const char *format, ...)");

/** `LOG_PID`: each message names the process. */
const WITH_PROCESS_ID = 1;
const FACILITY_SHIFT = 3;

/** Facilities of syslog(3) by their names. */
const FACILITIES: Readonly<Record<string, number>> = {
  kern: 0,
  user: 1,
  mail: 2,
  daemon: 3,
  auth: 4,
  security: 4,
  syslog: 5,
  lpr: 6,
  news: 7,
  uucp: 8,
  cron: 9,
  authpriv: 10,
  ftp: 11,
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((number) => [`local${number}`, 16 + number])),
};

/** Whether syslog(3) has a facility. */
export function isFacility(name: string): boolean {
  return facilityOf(name) !== undefined;
}

function facilityOf(name: string): number | undefined {
  const known = name.toLowerCase().replace(/^log_/, "");
  return Object.hasOwn(FACILITIES, known) ? FACILITIES[known] : undefined;
}

/** The system log. There is one for the whole process. */
export class Syslog {
  private readonly facility: number;

  /** The C library keeps no copy of the name, so it lives as long as the program. */
  private static readonly identity = cString("sec");

  constructor(facility: string) {
    this.facility = (facilityOf(facility) ?? 0) << FACILITY_SHIFT;
    openlog(Syslog.identity, WITH_PROCESS_ID, this.facility);
  }

  /** Sends a message of a severity from 0 (emergency) to 7 (debugging). */
  write(severity: number, message: string): void {
    syslog(this.facility | severity, "%s", "const char *", cString(message));
  }

  close(): void {
    closelog();
  }
}
