import { deleteConflict, resourceAlreadyExists, resourceNotFound, versionsLimitExceeded } from "../../local-errors";
import type { DocumentVersion, ProvisioningTemplate } from "../records";
import type { Registry } from "../registry";
import { checkTemplateBody } from "./template-body";

const MAX_VERSIONS = 5;

/** Settings of a new template. */
export interface TemplateSettings
  extends Pick<
    ProvisioningTemplate,
    "name" | "type" | "description" | "enabled" | "roleArn" | "preProvisioningHook" | "tags"
  > {
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Creates a provisioning template with one version.
 * @throws AwsError `ResourceAlreadyExistsException`, `InvalidRequestException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateProvisioningTemplate.html
 */
export function createTemplate(registry: Registry, { body, now, ...settings }: TemplateSettings): ProvisioningTemplate {
  const { name, type } = settings;
  if (registry.templates.has(name)) throw resourceAlreadyExists(`Provisioning template ${name} already exists`);
  checkTemplateBody(body, type);
  const template = {
    ...settings,
    arn: registry.arn("provisioningtemplate", name),
    versions: [{ id: 1, document: body, creationDate: now }],
    defaultVersionId: 1,
    latestVersionId: 1,
    creationDate: now,
    lastModifiedDate: now,
  };
  registry.templates.set(name, template);
  return template;
}

/** Changes to a template that need no new version. Undefined members stay as they are. */
export interface TemplateChanges {
  readonly description?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly defaultVersionId?: number | undefined;
  readonly roleArn?: string | undefined;
  readonly preProvisioningHook?: ProvisioningTemplate["preProvisioningHook"];
  readonly removePreProvisioningHook?: boolean | undefined;
}

/** @throws AwsError `ResourceNotFoundException` for a template or a version that does not exist */
export function updateTemplate(registry: Registry, name: string, changes: TemplateChanges, now: number): void {
  const { preProvisioningHook: known, ...template } = registry.template(name);
  const { removePreProvisioningHook, preProvisioningHook = known, ...others } = changes;
  if (others.defaultVersionId !== undefined) templateVersion(template, others.defaultVersionId);
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  registry.templates.set(name, {
    ...template,
    ...given,
    ...(!removePreProvisioningHook && preProvisioningHook !== undefined && { preProvisioningHook }),
    lastModifiedDate: now,
  });
}

/**
 * Adds a version to a template. A template can have five.
 * @throws AwsError `ResourceNotFoundException`, `InvalidRequestException`, `VersionsLimitExceededException`
 */
export function createTemplateVersion(
  registry: Registry,
  name: string,
  body: string,
  setAsDefault: boolean,
  now: number,
): DocumentVersion {
  const template = registry.template(name);
  checkTemplateBody(body, template.type);
  if (template.versions.length >= MAX_VERSIONS) {
    throw versionsLimitExceeded(`Template ${name} already has the maximum number of versions (${MAX_VERSIONS})`);
  }
  const version = { id: template.latestVersionId + 1, document: body, creationDate: now };
  registry.templates.set(name, {
    ...template,
    versions: [...template.versions, version],
    latestVersionId: version.id,
    defaultVersionId: setAsDefault ? version.id : template.defaultVersionId,
    lastModifiedDate: now,
  });
  return version;
}

/** @throws AwsError `ResourceNotFoundException` */
export function templateVersion(
  { name, versions }: Pick<ProvisioningTemplate, "name" | "versions">,
  id: number,
): DocumentVersion {
  const version = versions.find((one) => one.id === id);
  if (version === undefined) throw resourceNotFound(`Provisioning template ${name} has no version ${id}`);
  return version;
}

/** @throws AwsError `ResourceNotFoundException`, and `DeleteConflictException` for the default version */
export function deleteTemplateVersion(registry: Registry, name: string, id: number): void {
  const template = registry.template(name);
  templateVersion(template, id);
  if (id === template.defaultVersionId) {
    throw deleteConflict(
      `Version ${id} is the default version of template ${name}; make another one the default first`,
    );
  }
  registry.templates.set(name, { ...template, versions: template.versions.filter((one) => one.id !== id) });
}

/**
 * Deletes a template. Assumption: AWS answers `DeleteConflictException` while a certificate authority uses the
 * template.
 * @throws AwsError `ResourceNotFoundException`, `DeleteConflictException`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteProvisioningTemplate.html
 */
export function deleteTemplate(registry: Registry, name: string): void {
  registry.template(name);
  const user = [...registry.authorities.values()].find((one) => one.registrationConfig?.templateName === name);
  if (user !== undefined) throw deleteConflict(`Template ${name} is used by CA certificate ${user.id}`);
  registry.templates.delete(name);
}
