/** The tree of parameters beside the code, and the lens over the entry of a script. */

import * as vscode from "vscode";
import { type Branch, type Script, summary, treeOf } from "./parameters";

export type Ask = (uri: vscode.Uri) => Promise<Script | undefined>;

export class ParameterTree implements vscode.TreeDataProvider<Branch> {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changes.event;
  private branches: readonly Branch[] = [];

  /** Shows the parameters of a script; of none, nothing. */
  show(script: Script | undefined): void {
    this.branches = script === undefined ? [] : treeOf(script.parameters);
    this.changes.fire();
  }

  getChildren(branch?: Branch): Branch[] {
    return [...(branch?.branches ?? this.branches)];
  }

  getTreeItem(branch: Branch): vscode.TreeItem {
    const { Collapsed, None } = { ...vscode.TreeItemCollapsibleState };
    const item = new vscode.TreeItem(branch.label, branch.branches.length > 0 ? Collapsed : None);
    const parameter = branch.parameter;
    if (parameter !== undefined) {
      item.description = summary(parameter);
      item.tooltip = parameter.help || parameter.key;
      item.command = { command: "hprun.show", title: "Show", arguments: [parameter.place] };
    }
    return item;
  }
}

export class RunLens implements vscode.CodeLensProvider {
  constructor(
    private readonly ask: Ask,
    private readonly isWanted: () => boolean,
  ) {}

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const script = this.isWanted() ? await this.ask(document.uri) : undefined;
    if (script === undefined) {
      return [];
    }
    const place = new vscode.Range(script.entry, 0, script.entry, 0);
    const command = { command: "hprun.runWith", title: "Run with …", arguments: [document.uri] };
    return [new vscode.CodeLens(place, command)];
  }
}
