// Prints, as JSON, what is not valid in the HTML files of a folder:
// node valid.mjs web|mail FOLDER
import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { HtmlValidate, StaticConfigLoader } from "html-validate"

const [kind, dir] = process.argv.slice(2)

// Switched off is what is an opinion, or what only the shown page can tell.
const web = {
  "attribute-boolean-style": "off", // style
  "attribute-empty-style": "off", // style: alt="" and alt are the same
  "doctype-style": "off", // style
  "form-dup-name": "off", // a name may have many values: files, and the camera's
  "long-title": "off", // subjects of tickets are as long as people make them
  "no-implicit-button-type": "off", // a button that submits is what a form wants
  "no-implicit-input-type": "off", // text is the default
  "no-redundant-role": "off", // Safari takes a ul without bullets for no list unless told
  "no-trailing-whitespace": "off", // style
  "require-sri": "off", // style and script come from the server that names them
  "unique-landmark": "off", // of two that share a name one is shown; axe watches it
  "valid-id": ["error", { relaxed: true }], // the standard forbids spaces alone
  "void-style": "off", // style
  "wcag/h32": "off", // a field of search is sent by Enter
}

// Mail programs are older than the standard.
const mail = {
  ...web,
  "no-deprecated-attr": "off", // tables are the only layout that all of them know
  "no-inline-style": "off", // many drop the style sheet
  "prefer-native-element": "off", // they drop main, and keep its role
  "prefer-tbody": "off", // style
}

const rules = { web, mail }[kind]
// judge reads its rules once for all files: that takes longer than a file.
const judge = presets => {
  const loader = new StaticConfigLoader({ root: true, extends: presets, rules })
  const config = loader.getConfigFor("a file")
  loader.getConfigFor = () => config
  return new HtmlValidate(loader)
}
const part = judge(["html-validate:recommended"])
const whole = judge(["html-validate:recommended", "html-validate:document"])
const files = readdirSync(dir)
const faults = []
for (const file of files) {
  const markup = readFileSync(join(dir, file), "utf8")
  const { results } = await (/^<!doctype/i.test(markup) ? whole : part).validateString(markup)
  for (const m of results.flatMap(r => r.messages)) {
    faults.push({ File: file, Line: m.line, Column: m.column, Rule: m.ruleId, Why: m.message })
  }
}
console.log(JSON.stringify({ Checked: files.length, Faults: faults }))
