import { z } from "zod";
import { defaultDocument } from "../../registry/policies/registry-policies";
import {
  createTemplate,
  createTemplateVersion,
  deleteTemplate,
  deleteTemplateVersion,
  templateVersion,
  updateTemplate,
} from "../../registry/provisioning/registry-templates";
import type { ProvisioningTemplate } from "../../registry/records";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { tokenedPage } from "../fields/pages";
import * as registryFields from "../fields/registry-fields";
import { withTags } from "../resources/tagging";

const { templateName, templateBody, versionId, hook, roleArn, tokened } = registryFields;
const description = fields.text({ max: 500 });

const summary = (template: ProvisioningTemplate) => ({
  templateArn: template.arn,
  templateName: template.name,
  ...(template.description !== undefined && { description: template.description }),
  creationDate: template.creationDate / 1000,
  lastModifiedDate: template.lastModifiedDate / 1000,
  enabled: template.enabled,
  type: template.type,
});

/**
 * Assumption: a template is not enabled unless `enabled` is true.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateProvisioningTemplate.html
 */
const createProvisioningTemplate = defineOperation({
  name: "CreateProvisioningTemplate",
  method: "POST",
  path: "/provisioning-templates",
  input: z.object({
    templateName,
    description: description.optional(),
    templateBody,
    enabled: fields.flag.default(false),
    provisioningRoleArn: roleArn,
    preProvisioningHook: hook.optional(),
    tags: fields.tags.default([]),
    type: fields.choice(["FLEET_PROVISIONING", "JITP"]).default("FLEET_PROVISIONING"),
  }),
  run(input, { region: { registry }, clock }) {
    const { arn, name } = createTemplate(registry, {
      name: input.templateName,
      type: input.type,
      description: input.description,
      enabled: input.enabled,
      roleArn: input.provisioningRoleArn,
      preProvisioningHook: input.preProvisioningHook,
      body: input.templateBody,
      tags: withTags(new Map(), input.tags),
      now: clock.now(),
    });
    return { templateArn: arn, templateName: name, defaultVersionId: 1 };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeProvisioningTemplate.html */
const describeProvisioningTemplate = defineOperation({
  name: "DescribeProvisioningTemplate",
  method: "GET",
  path: "/provisioning-templates/{templateName}",
  input: z.object({ templateName }),
  run({ templateName: name }, { region: { registry } }) {
    const template = registry.template(name);
    const { defaultVersionId, roleArn: provisioningRoleArn, preProvisioningHook } = template;
    return {
      ...summary(template),
      defaultVersionId,
      templateBody: defaultDocument(template),
      provisioningRoleArn,
      ...(preProvisioningHook !== undefined && { preProvisioningHook }),
    };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateProvisioningTemplate.html */
const updateProvisioningTemplate = defineOperation({
  name: "UpdateProvisioningTemplate",
  method: "PATCH",
  path: "/provisioning-templates/{templateName}",
  input: z.object({
    templateName,
    description: description.optional(),
    enabled: fields.flag.optional(),
    defaultVersionId: registryFields.whole.optional(),
    provisioningRoleArn: roleArn.optional(),
    preProvisioningHook: hook.optional(),
    removePreProvisioningHook: fields.flag.optional(),
  }),
  run({ templateName: name, provisioningRoleArn, ...changes }, { region: { registry }, clock }) {
    updateTemplate(registry, name, { ...changes, roleArn: provisioningRoleArn }, clock.now());
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteProvisioningTemplate.html */
const deleteProvisioningTemplate = defineOperation({
  name: "DeleteProvisioningTemplate",
  method: "DELETE",
  path: "/provisioning-templates/{templateName}",
  input: z.object({ templateName }),
  run({ templateName: name }, { region: { registry } }) {
    deleteTemplate(registry, name);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListProvisioningTemplates.html */
const listProvisioningTemplates = defineOperation({
  name: "ListProvisioningTemplates",
  method: "GET",
  path: "/provisioning-templates",
  input: z.object(tokened),
  run: (page, { region: { registry } }) =>
    tokenedPage("templates", registry.templates.values(), ({ name }) => name, summary, page),
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateProvisioningTemplateVersion.html */
const createProvisioningTemplateVersion = defineOperation({
  name: "CreateProvisioningTemplateVersion",
  method: "POST",
  path: "/provisioning-templates/{templateName}/versions",
  input: z.object({ templateName, templateBody, setAsDefault: fields.queryFlag.default(false) }),
  run({ templateName: name, templateBody: body, setAsDefault }, { region: { registry }, clock }) {
    const { id } = createTemplateVersion(registry, name, body, setAsDefault, clock.now());
    const { arn } = registry.template(name);
    return { templateArn: arn, templateName: name, versionId: id, isDefaultVersion: setAsDefault };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeProvisioningTemplateVersion.html */
const describeProvisioningTemplateVersion = defineOperation({
  name: "DescribeProvisioningTemplateVersion",
  method: "GET",
  path: "/provisioning-templates/{templateName}/versions/{versionId}",
  input: z.object({ templateName, versionId }),
  run({ templateName: name, versionId: wanted }, { region: { registry } }) {
    const template = registry.template(name);
    const { id, creationDate, document } = templateVersion(template, wanted);
    return {
      versionId: id,
      creationDate: creationDate / 1000,
      templateBody: document,
      isDefaultVersion: id === template.defaultVersionId,
    };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListProvisioningTemplateVersions.html */
const listProvisioningTemplateVersions = defineOperation({
  name: "ListProvisioningTemplateVersions",
  method: "GET",
  path: "/provisioning-templates/{templateName}/versions",
  input: z.object({ templateName, ...tokened }),
  run({ templateName: name, ...page }, { region: { registry } }) {
    const { versions, defaultVersionId } = registry.template(name);
    return tokenedPage(
      "versions",
      versions,
      ({ id }) => String(id).padStart(10, "0"),
      ({ id, creationDate }) => ({
        versionId: id,
        creationDate: creationDate / 1000,
        isDefaultVersion: id === defaultVersionId,
      }),
      page,
    );
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteProvisioningTemplateVersion.html */
const deleteProvisioningTemplateVersion = defineOperation({
  name: "DeleteProvisioningTemplateVersion",
  method: "DELETE",
  path: "/provisioning-templates/{templateName}/versions/{versionId}",
  input: z.object({ templateName, versionId }),
  run({ templateName: name, versionId: wanted }, { region: { registry } }) {
    deleteTemplateVersion(registry, name, wanted);
    return {};
  },
});

/** Operations on provisioning templates. */
export const PROVISIONING_TEMPLATE_OPERATIONS = [
  createProvisioningTemplate,
  describeProvisioningTemplate,
  updateProvisioningTemplate,
  deleteProvisioningTemplate,
  listProvisioningTemplates,
  createProvisioningTemplateVersion,
  describeProvisioningTemplateVersion,
  listProvisioningTemplateVersions,
  deleteProvisioningTemplateVersion,
];
