/** What the extension does in a real VS Code, whose folder has the files of `files.ts` in it. */

import assert from "node:assert/strict";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Api } from "../src/extension";

async function until<T>(ask: () => Promise<T | undefined>, what: string): Promise<T> {
  for (let tries = 0; tries < 150; tries++) {
    const found = await ask();
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`waited in vain for ${what}`);
}

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder, "a folder is shown");
  const script = vscode.Uri.joinPath(folder, "train.py");
  await vscode.window.showTextDocument(script);
  const extension = vscode.extensions.getExtension<Api>("hprun.hprun");
  assert.ok(extension, "the extension is there");
  const api = await extension.activate();

  const hovers = await until(async () => {
    const place = new vscode.Position(3, 9);
    const found = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider", script, place,
    );
    const texts = found.flatMap((each) => each.contents.map((one) => (one as vscode.MarkdownString).value));
    return texts.some((text) => text?.includes("learning rate")) ? texts : undefined;
  }, "what is said of lr");
  assert.match(hovers.join("\n"), /base\.yaml:1 sets `0\.3`/);

  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider", script, 10,
  );
  const lens = lenses.find((each) => each.command?.command === "hprun.runWith");
  assert.deepEqual([lens?.range.start.line, lens?.command?.title], [11, "Run with …"]);

  await vscode.commands.executeCommand("hprun.refresh");
  const branches = api.tree.getChildren();
  assert.deepEqual(branches.map((each) => each.label), ["lr", "net"]);
  assert.equal(api.tree.getTreeItem(branches[0]!).description, "0.1 · float");
  assert.deepEqual(api.tree.getChildren(branches[1]).map((each) => each.label), ["width"]);

  const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    "vscode.executeDocumentRenameProvider", script, new vscode.Position(3, 9), "rate",
  );
  const files = edit.entries().map(([uri]) => path.basename(uri.fsPath)).sort();
  assert.deepEqual(files, ["base.yaml", "train.py"]);

  const values = vscode.Uri.joinPath(folder, "base.yaml");
  await vscode.window.showTextDocument(values);
  const wrong = await until(async () => {
    const found = vscode.languages.getDiagnostics(values).filter((each) => each.source === "hprun");
    return found.length > 0 ? found : undefined;
  }, "what is wrong in base.yaml");
  assert.deepEqual(wrong.map((each) => each.range.start.line), [2]);
}
