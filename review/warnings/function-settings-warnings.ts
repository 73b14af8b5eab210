import { ADDRESS } from "../../infra/addresses";
import { HANDLER } from "../../lambda/contract";
import { type KnownValues, knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import { unexpectedSettings } from "../plan/unexpected-settings";
import type { Warning } from "../words/sentence";
import { list, type Sentence, say } from "../words/sentence";

type LambdaFunction = KnownValues<typeof ADDRESS.function>;

/** Warns if the function's runtime settings change, or if it runs other code than this project's package. */
export function functionSettingsWarnings(plan: Plan): Warning[] {
  const { before, after } = knownChange(plan, ADDRESS.function);
  if (!after) return [];
  const role = knownChange(plan, ADDRESS.role).after?.arn;
  const unexpected = unexpectedSettings(plan, ADDRESS.function);
  return [...altered(before, after, role, unexpected), ...(before ? changed(before, after) : [])];
}

/** Path of the zip in a synthesized stack, see `infra/constructs/authorizer-function.ts`. */
const ZIP = /^assets\/function_zip_[0-9A-F]{8}\/package\/function\.zip$/;

/** Settings that this project sets to one value or never: another value can change who can log in. */
function altered(
  before: LambdaFunction | undefined,
  after: LambdaFunction,
  ownRole: string | null | undefined,
  unexpected: readonly string[],
): Warning[] {
  const variables = namesOf(after).filter((name) => !namesOf(before).includes(name));
  const layers = (after.layers ?? []).filter((layer) => !before?.layers?.includes(layer));
  const isNews = (setting: "handler" | "image_uri" | "role" | "filename") =>
    after[setting] && after[setting] !== before?.[setting];
  const parts = [
    ...(isNews("handler") && after.handler !== HANDLER ? [say`it starts at ${after.handler ?? ""}`] : []),
    ...(isNews("filename") && !ZIP.test(after.filename ?? "") ? [say`its code is in ${after.filename ?? ""}`] : []),
    ...(isNews("image_uri") ? [say`it runs the image ${after.image_uri ?? ""}`] : []),
    ...(isNews("role") && after.role !== ownRole ? [say`it has the role ${after.role ?? ""}`] : []),
    ...(layers.length > 0 ? [say`it has the layers ${list(layers)}`] : []),
    ...(unexpected.length > 0 ? [say`it has the settings ${list(unexpected)}`] : []),
    ...(variables.length > 0 ? [say`it has the environment variables ${list(variables)}`] : []),
  ];
  if (parts.length === 0) return [];
  const sentence = say`The function differs from what this project makes: ${list(parts, "; ")}. Each of these can change who can log in.`;
  return [{ code: "function-altered", sentence, widens: true }];
}

/** Settings that a configuration may change. They affect the speed of logins, but not the decisions. */
function changed(before: LambdaFunction, after: LambdaFunction): Warning[] {
  const settings: readonly [name: string, was: Sentence, is: Sentence][] = [
    ["runtime", ...both((of) => say`${of.runtime ?? ""}`)],
    ["architecture", ...both((of) => list(of.architectures ?? []))],
    ["memory", ...both((of) => [`${of.memory_size ?? 0} MB`])],
    ["timeout", ...both((of) => [`${of.timeout ?? 0} s`])],
  ];
  const parts = settings
    .filter(([, was, is]) => JSON.stringify(was) !== JSON.stringify(is))
    .map(([name, was, is]) => say`${[name]} ${is} (before: ${was})`);
  if (parts.length === 0) return [];
  return [{ code: "function-changed", sentence: say`The function runs differently: ${list(parts)}.` }];

  function both(text: (of: LambdaFunction) => Sentence): [Sentence, Sentence] {
    return [text(before), text(after)];
  }
}

function namesOf(of: LambdaFunction | undefined): string[] {
  return Object.keys(of?.environment?.[0]?.variables ?? {}).sort();
}
