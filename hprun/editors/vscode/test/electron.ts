/** Runs the suite in a VS Code that is downloaded: `npm run test:electron`. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { runTests } from "@vscode/test-electron";
import { FILES } from "./files";

async function main(): Promise<void> {
  const root = path.resolve(__dirname, "..", "..");
  const folder = mkdtempSync(path.join(tmpdir(), "hprun-vscode-"));
  for (const [name, text] of Object.entries(FILES)) {
    writeFileSync(path.join(folder, name), text);
  }
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, "dist", "test", "suite.js"),
    launchArgs: [folder, "--disable-extensions"],
  });
}

main().catch((error: unknown) => {
  console.error(`VS Code cannot be had, or its tests fail: ${error}`);
  process.exit(1);
});
