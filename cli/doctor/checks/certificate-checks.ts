import { cdktf, iotAuth } from "../../../config/text";
import { loadLogins } from "../../../identity/login-sources";
import { groupPolicyName, templateName } from "../../../infra/certificate-names";
import { configuredAuthorities } from "../../certificates/configured-authority";
import { type DeviceView, obstacles, viewDevice } from "../../certificates/view-devices";
import { CliError } from "../../errors";
import { CERTIFICATE_ALPN } from "../../mqtt/certificate-arguments";
import { openTls } from "../../mqtt/open-stream";
import { type Check, type Finding, failed, failedWith, ok, type Subject, skipped, warning } from "../doctor-check";

const deploy = () => `Apply the stack: ${cdktf("deploy")}`;
const DAY = 86_400_000;
/** Days before a CA's certificate expires at which the configuration should have its successor. */
const AUTHORITY_DAYS = 90;
/** Days before a device's certificate expires at which the device should have the next one. */
const DEVICE_DAYS = 30;
/** Maximum number of things that are checked: AWS accepts about ten requests a second, and each thing needs four. */
const MOST_THINGS = 100;
/** Maximum number of names in a line. */
const MOST_NAMED = 5;

/** Checks that every CA of the configuration is registered as configured, and does not expire soon. */
const authorities: Check = {
  name: "authorities",
  actions: ["iot:ListCACertificates", "iot:DescribeCACertificate"],
  async run({ api, stack, project, now }) {
    const configured = await configuredAuthorities([stack], project.configFolder);
    const asked = Object.keys(stack.settings.certificates?.authorities ?? {});
    if (asked.length === 0) return skipped("the configuration names no CA");
    const unreadable = asked.filter((name) => !configured.some((one) => one.name === name));
    if (unreadable.length > 0)
      return failed(
        `the certificate of ${unreadable.join(", ")} cannot be read`,
        `To see what is wrong: ${iotAuth("ca", "show")}`,
      );
    const registered = await api.authorities();
    const wrong: string[] = [];
    const soon: string[] = [];
    for (const { name, settings, x509 } of configured) {
      const found = registered.find(({ fingerprint }) => fingerprint === x509.fingerprint256);
      const wanted = settings.active ? "ACTIVE" : "INACTIVE";
      const registers = settings.autoRegistration ?? settings.provision !== undefined;
      if (found === undefined) wrong.push(`${name} is not registered`);
      else if (found.status !== wanted) wrong.push(`${name} is ${found.status} instead of ${wanted}`);
      else if (found.autoRegistration !== registers)
        wrong.push(
          `${name} ${registers ? "does not register" : "registers"} new devices, contrary to the configuration`,
        );
      const days = Math.floor((Date.parse(x509.validTo) - now().getTime()) / DAY);
      if (days < 0)
        wrong.push(`${name} expired on ${new Date(x509.validTo).toISOString().slice(0, 10)}, and its devices with it`);
      else if (days < AUTHORITY_DAYS) soon.push(`${name} is valid for ${days} more days`);
    }
    if (wrong.length > 0)
      return failed(wrong.join("; "), `${deploy()}. For an expired CA, name its successor as a second authority.`);
    if (soon.length > 0)
      return warning(
        soon.join("; "),
        "Name a successor as a second authority, move the devices to it, then remove the old one.",
      );
    return ok(`${configured.map(({ name }) => name).join(", ")}: registered as configured`);
  },
};

/**
 * Checks that every CA that provisions just in time uses its template, and that the template is enabled and has its
 * role.
 */
const templates: Check = {
  name: "templates",
  actions: ["iot:DescribeProvisioningTemplate", "iot:ListCACertificates", "iot:DescribeCACertificate", "iam:GetRole"],
  async run({ api, stack, project, standIn }) {
    const configured = await configuredAuthorities([stack], project.configFolder);
    const provisioning = configured.filter(({ settings }) => settings.provision !== undefined);
    if (provisioning.length === 0) return skipped("no CA provisions its devices just in time");
    const registered = await api.authorities();
    const wrong: string[] = [];
    for (const { name, x509 } of provisioning) {
      const wanted = templateName(stack.stackName, name);
      const template = await api.template(wanted);
      const used = registered.find(({ fingerprint }) => fingerprint === x509.fingerprint256)?.templateName;
      if (template === undefined) wrong.push(`there is no template ${wanted}, so ${name} provisions no devices`);
      else if (!template.enabled) wrong.push(`template ${wanted} is not enabled, so ${name} provisions no devices`);
      else if (used !== undefined && used !== wanted)
        wrong.push(`${name} provisions with ${used} instead of ${wanted}`);
      else if (used === undefined) wrong.push(`${name} is registered without a template`);
      else if (!standIn && (await api.roleDescription(template.roleArn.split("/").at(-1) ?? "")) === undefined)
        wrong.push(`the role of template ${wanted} does not exist, so ${name} provisions no devices`);
    }
    return wrong.length > 0
      ? failed(wrong.join("; "), deploy())
      : ok(`${provisioning.map(({ name }) => name).join(", ")}: just-in-time provisioning is as configured`);
  },
};

/**
 * Checks that every thing of the configuration has a certificate that it can log in with, and none of unknown origin.
 */
const devices: Check = {
  name: "devices",
  actions: ["iot:DescribeThing", "iot:ListThingPrincipals", "iot:DescribeCertificate", "iot:ListAttachedPolicies"],
  async run(subject) {
    const { api, stack, project } = subject;
    const names = Object.keys(stack.settings.certificates?.things ?? {});
    if (names.length === 0) return skipped("the configuration names no thing");
    const looked = names.slice(0, MOST_THINGS);
    const views: DeviceView[] = [];
    for (const name of looked) views.push(await viewDevice(stack, project.configFolder, api.devices, name));
    const found = findings(views, subject);
    const of = names.length === looked.length ? `${names.length}` : `${looked.length} of ${names.length}`;
    return (
      found ??
      ok(`${of} ${names.length === 1 ? "thing has its certificate" : "things have their certificates"}, with policies`)
    );
  },
};

/** The worst problem of the things; `undefined` if there is none. */
function findings(views: readonly DeviceView[], { stack, now }: Subject): Finding | undefined {
  const settingsOf = (thing: string) => stack.settings.certificates?.things[thing];
  const policyOf = (thing: string) => groupPolicyName(stack.stackName, settingsOf(thing)?.group ?? "");
  const inUse = ({ certificates }: DeviceView) => certificates.filter(({ from }) => from === "configuration");
  const missing = views.filter(({ exists }) => !exists).map(({ thing }) => thing);
  if (missing.length > 0) return failed(`there is no thing ${listed(missing)}`, deploy());
  const without = views.filter((view) => inUse(view).length === 0).map(({ thing }) => thing);
  if (without.length > 0)
    return failed(
      `these things lack their certificate of the configuration, so their devices cannot connect: ${listed(without)}`,
      deploy(),
    );
  const refused = views
    .filter(({ thing }) => settingsOf(thing)?.active)
    .flatMap((view) => {
      const why = inUse(view).map((one) => obstacles(one, policyOf(view.thing), now()));
      return why.some((obstaclesOfOne) => obstaclesOfOne.length === 0)
        ? []
        : [`${view.thing} (${why.flat().join(", ")})`];
    });
  if (refused.length > 0)
    return failed(
      `these things cannot log in with any certificate: ${listed(refused)}`,
      `If it was revoked on purpose: certificates.things.NAME.active: false. Else: ${cdktf("deploy")}. For an expired certificate: ${iotAuth("device", "csr", "NAME", "--as", "NAME-2")}`,
    );
  return strangers(views) ?? ending(views, now());
}

/** Certificates that just-in-time provisioning attached to things of the configuration. */
function strangers(views: readonly DeviceView[]): Finding | undefined {
  const found = views.flatMap(({ thing, certificates }) =>
    certificates.filter(({ from }) => from === "provisioned").map(({ id }) => ({ thing, id })),
  );
  if (found.length === 0) return undefined;
  return warning(
    `just-in-time provisioning attached certificates that are not in certificates.things, so Terraform cannot delete these things: ${listed(found.map(({ thing }) => thing))}`,
    [
      "Add the certificates to retired of their thing, or revoke and detach them:",
      ...found
        .slice(0, MOST_NAMED)
        .map(({ thing, id }) => iotAuth("device", "revoke", thing, "--certificate", id, "--detach")),
    ],
  );
}

function ending(views: readonly DeviceView[], now: Date): Finding | undefined {
  const soon = views.flatMap(({ thing, certificates }) => {
    const ends = certificates
      .filter(({ from }) => from === "configuration")
      .map(({ expires = "" }) => Date.parse(expires));
    const last = Math.max(...ends);
    return last < now.getTime() + DEVICE_DAYS * DAY ? [`${thing} (${new Date(last).toISOString().slice(0, 10)})`] : [];
  });
  if (soon.length === 0) return undefined;
  return warning(
    `the certificates of these things expire soon: ${listed(soon)}`,
    `Give each thing a second certificate before: ${iotAuth("device", "csr", "NAME", "--as", "NAME-2")}`,
  );
}

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** Checks that the synthesis accepts the configuration's certificate files. */
const files: Check = {
  name: "cert-files",
  actions: [],
  async run({ stack, project }) {
    const { problems } = await loadLogins(stack.settings, project.configFolder);
    const { describeProblem } = await import("../../../config/problem");
    const [first] = problems;
    if (first === undefined) return ok("every certificate and request of the configuration can be used");
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    return failed(
      `${describeProblem(first).replace(/\.$/, "")}${more}`,
      "The synthesis refuses it; correct the configuration.",
    );
  },
};

/**
 * Checks that the endpoint is the account's, and that a device can connect to it over TLS with ALPN `x-amzn-mqtt-ca`.
 */
const deviceTls: Check = {
  name: "device-tls",
  actions: ["iot:DescribeEndpoint"],
  async run({ api, endpoint, outputs, standIn, timeoutSeconds }) {
    const applied = "values" in outputs ? outputs.values.device_endpoint : undefined;
    const host = standIn ? endpoint?.host : applied;
    if (host === undefined)
      return skipped("the endpoint of devices with certificates is not known: no stack is applied");
    const real = standIn ? host : await api.dataEndpoint();
    if (real !== host)
      return failed(
        `the account's endpoint is ${real}, the applied stack's for devices ${host}`,
        `Check account and Region; then: ${cdktf("deploy")}`,
      );
    const port = (standIn && endpoint?.port) || 443;
    try {
      const place = { host, port, ...(standIn && endpoint?.ca ? { ca: endpoint.ca } : {}) };
      const socket = await openTls({ ...place, alpn: [CERTIFICATE_ALPN], timeoutSeconds });
      const { alpnProtocol } = socket;
      socket.on("error", () => undefined).destroy();
      if (alpnProtocol === CERTIFICATE_ALPN)
        return ok(`${host}:${port} accepts client certificates, with ALPN ${CERTIFICATE_ALPN}`);
      return failed(
        `${host}:${port} does not choose ALPN ${CERTIFICATE_ALPN}`,
        "Check proxies that open TLS; port 8883 needs no ALPN.",
      );
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return failedWith(error.message, "Check the network, proxies and firewalls.");
    }
  },
};

/** Checks for stacks whose devices log in with certificates. */
export const CERTIFICATE_CHECKS: readonly Check[] = [files, authorities, templates, devices, deviceTls];
