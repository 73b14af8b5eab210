import type { LoginKindName } from "../../config/login-kinds";
import type { IamStatement, PartPermissions } from "./policy-document";
import type { Part, PolicySubject } from "./policy-subject";
import { certificatesPermissions, devicePermissions, lookAtCertificates } from "./resources/certificates-permissions";

/** What IAM has to allow for one kind of login. See `LoginKind`. */
export interface LoginPermissions {
  /**
   * For Terraform, to see, make and take away what the kind's construct makes. They are in the deployer's policy while the kind is on, and
   * by `--also PART` where the stack in AWS still has it.
   */
  readonly deploy?: { readonly part: Part; readonly permissions: (subject: PolicySubject) => PartPermissions };
  /** For `iot-auth doctor`, to look at it. */
  readonly look?: (subject: PolicySubject) => readonly IamStatement[];
  /** For `iot-auth device`: to see devices, or to shut one out as well. */
  readonly devices?: (subject: PolicySubject, access: "view" | "revoke") => readonly IamStatement[];
}

/** The row of every kind of login. Passwords and tokens need nothing but the authorizer and its function, which every stack has. */
export const LOGIN_PERMISSIONS: Readonly<Record<LoginKindName, LoginPermissions>> = {
  password: {},
  token: {},
  certificate: {
    deploy: { part: "certificates", permissions: certificatesPermissions },
    look: lookAtCertificates,
    devices: devicePermissions,
  },
};
