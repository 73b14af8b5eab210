import { neededFields, templateBody } from "../../../config/certificates/provisioning-template";

test("a template names only the fields that it needs, the policy by its name, and an exclusive thing", () => {
  const provision = {
    group: "sensors",
    type: "thermometer",
    attributes: { serial: "{serialNumber}", plant: "berlin" },
    thingGroups: ["{organizationalUnit}", "roof"],
  };
  expect(neededFields(provision)).toEqual(["commonName", "serialNumber", "organizationalUnit"]);
  expect(JSON.parse(templateBody(provision, "fleet-sensors"))).toEqual({
    Parameters: {
      "AWS::IoT::Certificate::CommonName": { Type: "String" },
      "AWS::IoT::Certificate::SerialNumber": { Type: "String" },
      "AWS::IoT::Certificate::OrganizationalUnit": { Type: "String" },
      "AWS::IoT::Certificate::Id": { Type: "String" },
    },
    Resources: {
      thing: {
        Type: "AWS::IoT::Thing",
        Properties: {
          ThingName: { Ref: "AWS::IoT::Certificate::CommonName" },
          ThingTypeName: "thermometer",
          AttributePayload: { serial: { Ref: "AWS::IoT::Certificate::SerialNumber" }, plant: "berlin" },
          ThingGroups: [{ Ref: "AWS::IoT::Certificate::OrganizationalUnit" }, "roof"],
        },
      },
      certificate: {
        Type: "AWS::IoT::Certificate",
        Properties: {
          CertificateId: { Ref: "AWS::IoT::Certificate::Id" },
          Status: "ACTIVE",
          ThingPrincipalType: "EXCLUSIVE_THING",
        },
      },
      policy: { Type: "AWS::IoT::Policy", Properties: { PolicyName: "fleet-sensors" } },
    },
  });
});
