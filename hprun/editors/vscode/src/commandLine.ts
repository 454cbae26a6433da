/** The words that run a script with values, and how a shell is told them. */

const PLAIN = /^[\w@%+=:,./-]+$/;

/** Returns a word as a shell takes it back, whatever it holds. */
export function quoted(word: string, platform: NodeJS.Platform = process.platform): string {
  if (PLAIN.test(word)) {
    return word;
  }
  // PowerShell and POSIX shells both take single quotes; they differ in how one stands inside.
  const inside = platform === "win32" ? word.replaceAll("'", "''") : word.replaceAll("'", `'\\''`);
  return `'${inside}'`;
}

/** Returns the words that run a script with some parameters set. */
export function words(
  command: readonly string[],
  script: string,
  values: ReadonlyMap<string, string>,
): string[] {
  const set = [...values].flatMap(([key, value]) => ["-D", `${key}=${value}`]);
  return [...command, script, ...set];
}

/** Returns a line for a shell. */
export function line(all: readonly string[], platform: NodeJS.Platform = process.platform): string {
  const [first = "", ...rest] = all.map((word) => quoted(word, platform));
  const called = platform === "win32" && first.startsWith("'") ? `& ${first}` : first;
  return [called, ...rest].join(" ");
}

/** Returns the words that start hprun: those of the settings, or of the folder's environment. */
export function commandOf(
  configured: readonly string[],
  folder: string | undefined,
  exists: (path: string) => boolean,
  platform: NodeJS.Platform = process.platform,
): string[] {
  if (configured.length > 0) {
    return [...configured];
  }
  const inside = platform === "win32" ? ".venv\\Scripts\\hprun.exe" : ".venv/bin/hprun";
  const separator = platform === "win32" ? "\\" : "/";
  const local = folder === undefined ? "" : `${folder}${separator}${inside}`;
  return local && exists(local) ? [local] : ["hprun"];
}
