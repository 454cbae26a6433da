/** The extension: starts `hprun lsp` for the folder that is shown, and adds what is VS Code's own. */

import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { type Executable, LanguageClient } from "vscode-languageclient/node";
import { commandOf } from "./commandLine";
import type { Place, Script } from "./parameters";
import { askForValues, run } from "./running";
import { ParameterTree, RunLens } from "./views";

const LANGUAGES = ["python", "yaml", "json", "jsonc", "toml"];

/** What tests may look at. */
export interface Api {
  readonly client: LanguageClient;
  readonly tree: ParameterTree;
  readonly ask: (uri: vscode.Uri) => Promise<Script | undefined>;
}

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const client = new LanguageClient("hprun", "hprun", serverOf(command()), {
    documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
  });
  const ask = async (uri: vscode.Uri): Promise<Script | undefined> => {
    if (!client.isRunning()) {
      return undefined;
    }
    const said = await client.sendRequest<Script | null>("hprun/parameters", { uri: `${uri}` });
    return said ?? undefined;
  };
  const tree = new ParameterTree();
  const refresh = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId === "python") {
      tree.show(await ask(document.uri));
    }
  };
  context.subscriptions.push(
    client,
    vscode.window.registerTreeDataProvider("hprun.parameters", tree),
    vscode.languages.registerCodeLensProvider(
      { scheme: "file", language: "python" },
      new RunLens(ask, () => settings().get("codeLens", true)),
    ),
    vscode.commands.registerCommand("hprun.refresh", refresh),
    vscode.commands.registerCommand("hprun.restart", () => client.restart()),
    vscode.commands.registerCommand("hprun.show", show),
    vscode.commands.registerCommand("hprun.runWith", (uri?: vscode.Uri) => runWith(ask, uri)),
    vscode.window.onDidChangeActiveTextEditor(refresh),
    vscode.workspace.onDidSaveTextDocument(refresh),
  );
  try {
    await client.start();
    await refresh();
  } catch {
    void explain();
  }
  return { client, tree, ask };
}

async function explain(): Promise<void> {
  const install = "pip install 'hprun[lsp]'";
  await vscode.window.showErrorMessage(
    `hprun could not be started as "${command().join(" ")} lsp". Install it (${install}), or set hprun.command.`,
  );
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("hprun");
}

function command(): string[] {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return commandOf(settings().get<string[]>("command", []), folder, existsSync);
}

function serverOf([first = "hprun", ...rest]: readonly string[]): Executable {
  return { command: first, args: [...rest, "lsp"] };
}

async function show(place: Place): Promise<void> {
  const position = new vscode.Position(place.line, place.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(place.uri), {
    selection: new vscode.Range(position, position),
  });
}

async function runWith(
  ask: (uri: vscode.Uri) => Promise<Script | undefined>,
  uri: vscode.Uri | undefined,
): Promise<void> {
  const target = uri ?? vscode.window.activeTextEditor?.document.uri;
  const script = target === undefined ? undefined : await ask(target);
  if (script === undefined) {
    await vscode.window.showInformationMessage("The file that is shown has no parameters to set.");
    return;
  }
  const values = await askForValues(script);
  if (values !== undefined) {
    run(command(), script.path, values);
  }
}
