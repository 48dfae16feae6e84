import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import type { NoAnswer } from "./client.ts";

const FAILED = 1;
const NOT_RUNNING = 3;
const NOT_PERMITTED = 4;

/** What to tell a person when there was no answer, and the exit status. */
export function whyNoAnswer(
  { code, message }: NoAnswer,
  socket: string,
): { readonly message: string; readonly status: number } {
  switch (code) {
    case "ENOENT":
      // A directory that we may not enter hides what is in it.
      if (!mayEnter(dirname(socket))) return notPermitted(socket);
      return {
        message:
          `there is no control socket ${socket}: sec-ts is not running, or has another one ` +
          "(--control of sec-ts; --socket and --instance here)",
        status: NOT_RUNNING,
      };
    case "ECONNREFUSED":
      return {
        message: `nobody listens at ${socket}: sec-ts is not running; start it, with systemctl start sec-ts`,
        status: NOT_RUNNING,
      };
    case "EACCES":
    case "EPERM":
      return notPermitted(socket);
    case "not-permitted":
      return { message: `${message}; try it as root, with sudo`, status: NOT_PERMITTED };
    case "ENOTSOCK":
      return { message: `${socket} is not a socket`, status: NOT_RUNNING };
    default:
      return { message, status: FAILED };
  }
}

function notPermitted(socket: string): { readonly message: string; readonly status: number } {
  const message =
    `no permission to use ${socket}: root and the user that sec-ts runs as may, and for status members of ` +
    "group sec-ts; try it as root, with sudo";
  return { message, status: NOT_PERMITTED };
}

function mayEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EACCES";
  }
}
