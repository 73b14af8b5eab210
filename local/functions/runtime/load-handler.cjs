"use strict";

/**
 * Finds the exported function that a `Handler` setting names, by the rules of Lambda's Node.js runtime:
 * `dir/file.export`, where `file` may be CommonJS or an ES module, and `export` may contain dots.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */

const { existsSync, readFileSync } = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

/** Splits `folder/file.a.b` into the module `folder/file` and the export path `["a", "b"]`. */
function splitHandler(handler) {
  const folder = path.dirname(handler);
  const match = /^([^.]+)\.(.+)$/.exec(path.basename(handler));
  if (match === null || handler.includes("..")) {
    throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  }
  return { modulePath: path.join(folder, match[1]), exportPath: match[2].split(".") };
}

/** Whether the nearest package.json makes `.js` files ES modules. */
function jsMeansModule(root, file) {
  for (let folder = path.dirname(file); folder.startsWith(root); folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (existsSync(manifest)) {
      return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
    }
  }
  return false;
}

function findModule(root, modulePath) {
  const file = path.resolve(root, modulePath);
  const candidates = [file, `${file}.js`, `${file}.mjs`, `${file}.cjs`];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) {
    throw new RuntimeError("Runtime.ImportModuleError", `Error: Cannot find module '${path.basename(modulePath)}'`);
  }
  const isModule = found.endsWith(".mjs") || (found.endsWith(".js") && jsMeansModule(root, found));
  return { file: found, isModule };
}

async function importModule({ file, isModule }) {
  try {
    return isModule ? await import(pathToFileURL(file).href) : require(file);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError("Runtime.UserCodeSyntaxError", `SyntaxError: ${error.message}`);
    }
    if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND") {
      throw new RuntimeError("Runtime.ImportModuleError", `Error: ${error.message}`);
    }
    throw error;
  }
}

/**
 * Loads the handler.
 * @param {string} root folder with the unpacked code
 * @param {string} handler value of the function's `Handler` setting
 */
async function loadHandler(root, handler) {
  const { modulePath, exportPath } = splitHandler(handler);
  const exported = await importModule(findModule(root, modulePath));
  const pick = (from) => exportPath.reduce((value, name) => value?.[name], from);
  const found = pick(exported) ?? pick(exported.default);
  if (typeof found !== "function") {
    throw new RuntimeError("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  }
  return found;
}

module.exports = { loadHandler };
