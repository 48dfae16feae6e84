import { REQUESTS } from "../daemon/control/requests/index.ts";
import { type Command, USAGE_ERROR } from "./command.ts";
import { commandOptions, readCtlArguments } from "./ctl/arguments.ts";
import { ControlClient, NoAnswer } from "./ctl/client.ts";
import { ctlHelp } from "./ctl/help.ts";
import { whyNoAnswer } from "./ctl/no-answer.ts";
import { present } from "./ctl/present.ts";
import { terminalSafe } from "./terminal.ts";

/** `sec-ts ctl`. */
export const command: Command = {
  summary: "ask a running sec-ts, or tell it what to do",
  synopsis: "[option …] REQUEST [argument …]",
  options: commandOptions(),
  actions: Object.fromEntries(Object.values(REQUESTS).map(({ name, summary }) => [name, summary])),
  async run(args) {
    if (args.length === 0) {
      process.stdout.write(ctlHelp());
      return USAGE_ERROR;
    }
    const read = readCtlArguments(args);
    if (read === "help") {
      process.stdout.write(ctlHelp());
      return 0;
    }
    let client: ControlClient | undefined;
    try {
      client = await ControlClient.connect(read.socket, read.timeoutMs);
      return await present(client, read);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const { message, status } = whyNoAnswer(error, read.socket);
      process.stderr.write(`sec-ts ctl: ${terminalSafe(Buffer.from(message).toString("latin1"))}\n`);
      return status;
    } finally {
      client?.close();
    }
  },
};
