import type { Parameter } from "../core/actions/definition.ts";
import { ACTIONS, type ActionKeyword } from "../core/actions/index.ts";

/** How an action is written, as in the manual: `write <file> [<text>]`. */
export function actionSyntax(keyword: ActionKeyword): string {
  const parameters = Object.entries<Parameter<unknown>>(ACTIONS[keyword].parameters);
  const written = parameters.map(([name, { kind, required }]) => {
    const syntax = parameterSyntax(name, kind);
    return required ? syntax : `[${syntax}]`;
  });
  return [keyword, ...written].join(" ");
}

function parameterSyntax(name: string, kind: Parameter<unknown>["kind"]): string {
  switch (kind) {
    case "variable":
    case "variable-before-operator":
      return `%<${name}>`;
    case "quoted-text":
      return `'<${name}>'`;
    case "block":
      return "( <actions> )";
    case "else-block":
      return "else ( <actions> )";
    case "action-list":
      return "( <actions> )";
    case "call-operator":
      return "->";
    case "perl-function":
      return "( sub { … } )";
    default:
      return `<${name}>`;
  }
}
