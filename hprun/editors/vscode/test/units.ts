import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOf, line, quoted, words } from "../src/commandLine";
import { type Parameter, summary, treeOf } from "../src/parameters";

const place = { uri: "file:///train.py", line: 0, character: 0 };

function parameter(key: string, more: Partial<Parameter> = {}): Parameter {
  const plain = { type: "float", default: "0.1", required: false, help: "", choices: [], place };
  return { key, ...plain, ...more };
}

test("a tree has names first and then groups, each once", () => {
  const tree = treeOf(["net.width", "lr", "net.deep.x", "optim.wd"].map((key) => parameter(key)));
  assert.deepEqual(
    tree.map((each) => [each.label, each.branches.map((inner) => inner.label)]),
    [
      ["lr", []],
      ["net", ["width", "deep"]],
      ["optim", ["wd"]],
    ],
  );
  assert.equal(tree[1]?.branches[1]?.branches[0]?.parameter?.key, "net.deep.x");
  assert.deepEqual(treeOf([]), []);
});

test("a name that is the beginning of others stands beside them", () => {
  const tree = treeOf([parameter("net"), parameter("net.width")]);
  assert.deepEqual(
    tree.map((each) => [each.label, each.parameter?.key]),
    [
      ["net", "net"],
      ["net", undefined],
    ],
  );
});

test("a summary says what is needed", () => {
  assert.equal(summary(parameter("lr")), "0.1 · float");
  assert.equal(summary(parameter("lr", { default: "" })), "float");
  assert.equal(summary(parameter("lr", { default: "", required: true })), "required · float");
});

test("words are quoted where a shell would take them apart", () => {
  assert.equal(quoted("lr=1e-3", "linux"), "lr=1e-3");
  assert.equal(quoted("a b", "linux"), "'a b'");
  assert.equal(quoted("$(rm x); it's", "linux"), `'$(rm x); it'\\''s'`);
  assert.equal(quoted("it's", "win32"), "'it''s'");
  assert.equal(quoted("", "linux"), "''");
});

test("a run has its values in the order in which they were set", () => {
  const values = new Map([
    ["lr", "0.3"],
    ["name", "a b"],
  ]);
  assert.deepEqual(words(["hprun"], "train.py", values), [
    "hprun", "train.py", "-D", "lr=0.3", "-D", "name=a b",
  ]);
  assert.equal(line(words(["hprun"], "my train.py", values), "linux"),
    "hprun 'my train.py' -D lr=0.3 -D 'name=a b'");
  assert.equal(line(["C:/my hprun", "x"], "win32"), "& 'C:/my hprun' x");
});

test("hprun is what the settings say, or of the folder, or on the path", () => {
  const there = (): boolean => true;
  const nowhere = (): boolean => false;
  assert.deepEqual(commandOf(["uv", "run", "hprun"], "/w", there), ["uv", "run", "hprun"]);
  assert.deepEqual(commandOf([], "/w", there, "linux"), ["/w/.venv/bin/hprun"]);
  assert.deepEqual(commandOf([], "C:\\w", there, "win32"), ["C:\\w\\.venv\\Scripts\\hprun.exe"]);
  assert.deepEqual(commandOf([], "/w", nowhere, "linux"), ["hprun"]);
  assert.deepEqual(commandOf([], undefined, there), ["hprun"]);
});
