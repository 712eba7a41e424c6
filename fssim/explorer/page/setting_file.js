// The setting as a file that fssim runs: a scenario or, where a lever is inside a list, takes from another number or has
// options, a sweep of one point.
const RESERVED = /^(y|n|yes|no|on|off|true|false|null)$/i;
const key = (name) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.test(name) ? name : JSON.stringify(name));
const asSweep = levers.some(({ paths, varied }) => varied || paths.some((path) => path.some((part) => /^\d+$/.test(part))));
const variedAs = ({ paths, varied }) => varied || `{path: [${paths.map((path) => JSON.stringify(path.join("."))).join(", ")}]}`;

function nested(tree, depth) {
  return Object.entries(tree).flatMap(([name, inner]) =>
    typeof inner === "string" ? [`${"  ".repeat(depth)}${key(name)}: ${inner}`]
      : [`${"  ".repeat(depth)}${key(name)}:`, ...nested(inner, depth + 1)]);
}

function fileOf(stops, name) {
  const title = JSON.stringify(name || `A setting of: ${data.about.title}`.slice(0, 190));
  const question = JSON.stringify(`What comes of ${inWords(stops)}?`.slice(0, 9000));
  const values = levers.map((lever, at) => lever.stops[stops[at]].yaml);
  if (asSweep) {
    return [`title: ${title}`, `question: ${question}`, `base: ${JSON.stringify(data.file.extends)}`, "design:", "  kind: list", "  rows:",
      `    - {${levers.map((lever, at) => `${lever.name}: ${values[at]}`).join(", ")}}`, "replications: 20", `seed: ${data.about.seed}`, "levers:",
      ...levers.map((lever) => `  ${lever.name}: ${variedAs(lever)}`)].join("\n") + "\n";
  }
  const tree = {};
  levers.forEach((lever, at) => {
    for (const path of lever.paths) {
      let inside = tree;
      for (const part of path.slice(0, -1)) inside = inside[part] ??= {};
      inside[path.at(-1)] = values[at];
    }
  });
  const base = JSON.stringify(data.file.extends);
  return [`extends: ${base}`, `title: ${title}`, `question: ${question}`, `compare_with: [${base}]`, ...nested(tree, 0)].join("\n") + "\n";
}

function prepareFile() {
  const command = asSweep ? "fssim sweep setting.yaml --out out" : `fssim run setting.yaml --seed ${data.about.seed} --out out`;
  find("how-to-run").textContent = `Run it with: ${command}.`
    + (data.file.shipped ? "" : ` Put it in the folder of the sweep's own file, as it names ${data.file.extends}.`);
  find("copy").addEventListener("click", async () => {
    find("yaml").select();
    try {
      await navigator.clipboard.writeText(find("yaml").value);
    } catch {
      document.execCommand("copy");
    }
    find("copied").textContent = "Copied.";
  });
  find("download").addEventListener("click", () => {
    const link = element("a", { href: URL.createObjectURL(new Blob([find("yaml").value], { type: "text/yaml" })), download: "setting.yaml" });
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
