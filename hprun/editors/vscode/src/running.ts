/** "Run with …": parameters are set one after another in a list, then the script is run. */

import * as path from "node:path";
import * as vscode from "vscode";
import { line, words } from "./commandLine";
import { type Parameter, type Script, summary } from "./parameters";

interface Offer extends vscode.QuickPickItem {
  readonly parameter?: Parameter;
}

/** Asks for values until the script is to be run; returns undefined where that is given up. */
export async function askForValues(script: Script): Promise<Map<string, string> | undefined> {
  const values = new Map<string, string>();
  for (;;) {
    const offers: Offer[] = [{ label: "$(play) Run", description: shown(values) }];
    for (const parameter of script.parameters) {
      const value = values.get(parameter.key);
      offers.push({
        label: parameter.key,
        description: value === undefined ? summary(parameter) : `${value} · ${parameter.type}`,
        detail: parameter.help,
        parameter,
      });
    }
    const picked = await vscode.window.showQuickPick(offers, {
      title: `Run ${path.basename(script.path)} with …`,
      placeHolder: "Pick a parameter to set, or Run",
      matchOnDescription: true,
    });
    if (picked === undefined) {
      return undefined;
    }
    if (picked.parameter === undefined) {
      return values;
    }
    const value = await askForValue(picked.parameter, values.get(picked.parameter.key));
    if (value !== undefined) {
      values.set(picked.parameter.key, value);
    }
  }
}

async function askForValue(parameter: Parameter, before = ""): Promise<string | undefined> {
  const title = `${parameter.key} (${parameter.type})`;
  if (parameter.choices.length > 0) {
    return vscode.window.showQuickPick([...parameter.choices], { title });
  }
  const value = before || parameter.default;
  return vscode.window.showInputBox({ title, value, prompt: parameter.help });
}

function shown(values: ReadonlyMap<string, string>): string {
  return [...values].map(([key, value]) => `${key}=${value}`).join("  ");
}

/** Runs a script in a terminal, with values; returns the line that is typed there. */
export function run(
  command: readonly string[],
  script: string,
  values: ReadonlyMap<string, string>,
): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(script))?.uri.fsPath;
  const word = folder === undefined ? script : path.relative(folder, script);
  const typed = line(words(command, word, values));
  const options: vscode.TerminalOptions = folder === undefined ? {} : { cwd: folder };
  const terminal =
    vscode.window.terminals.find((each) => each.name === "hprun") ??
    vscode.window.createTerminal({ name: "hprun", ...options });
  terminal.show(true);
  terminal.sendText(typed);
  return typed;
}
