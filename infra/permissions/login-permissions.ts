import type { LoginKindName } from "../../config/login-kinds";
import type { IamStatement, PartPermissions } from "./policy-document";
import type { Part, PolicySubject } from "./policy-subject";
import { certificatesPermissions, devicePermissions, lookAtCertificates } from "./resources/certificates-permissions";

/** IAM permissions that a kind of login needs. See `LoginKind`. */
export interface LoginPermissions {
  /**
   * For Terraform, to read, create and delete the kind's resources. They are in the deployer's policy while the kind is
   * on, and with `--also PART` if the stack in AWS still has the kind's resources.
   */
  readonly deploy?: { readonly part: Part; readonly permissions: (subject: PolicySubject) => PartPermissions };
  /** For `iot-auth doctor`, to read the kind's resources. */
  readonly look?: (subject: PolicySubject) => readonly IamStatement[];
  /** For `iot-auth device`: to read devices, or also to revoke a certificate. */
  readonly devices?: (subject: PolicySubject, access: "view" | "revoke") => readonly IamStatement[];
}

/**
 * The row of every kind of login. Passwords and tokens need only the authorizer and its function, which every stack
 * has.
 */
export const LOGIN_PERMISSIONS: Readonly<Record<LoginKindName, LoginPermissions>> = {
  password: {},
  token: {},
  certificate: {
    deploy: { part: "certificates", permissions: certificatesPermissions },
    look: lookAtCertificates,
    devices: devicePermissions,
  },
};
