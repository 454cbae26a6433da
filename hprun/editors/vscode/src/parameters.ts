/** What the server says of a script, and a tree of its parameters by the parts of their names. */

export interface Place {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

export interface Parameter {
  readonly key: string;
  readonly type: string;
  readonly default: string;
  readonly required: boolean;
  readonly help: string;
  readonly choices: readonly string[];
  readonly place: Place;
}

export interface Script {
  /** The path of the script. */
  readonly path: string;
  /** The line that "Run with …" stands over, counted from 0. */
  readonly entry: number;
  readonly parameters: readonly Parameter[];
}

export interface Branch {
  readonly label: string;
  readonly branches: readonly Branch[];
  /** Missing for what is only the beginning of names. */
  readonly parameter?: Parameter;
}

/** Returns the parameters as a tree: `net.width` is below `net`; groups stand behind names. */
export function treeOf(parameters: readonly Parameter[], above = ""): Branch[] {
  const names: Branch[] = [];
  const groups = new Map<string, Parameter[]>();
  for (const parameter of parameters) {
    const rest = parameter.key.slice(above.length);
    const dot = rest.indexOf(".");
    if (dot < 0) {
      names.push({ label: rest, branches: [], parameter });
    } else {
      const label = rest.slice(0, dot);
      groups.set(label, [...(groups.get(label) ?? []), parameter]);
    }
  }
  for (const [label, inside] of groups) {
    names.push({ label, branches: treeOf(inside, `${above}${label}.`) });
  }
  return names;
}

/** Returns type and default on one line. */
export function summary(parameter: Parameter): string {
  const value = parameter.required ? "required" : parameter.default;
  return value ? `${value} · ${parameter.type}` : parameter.type;
}
