import { z } from "zod";
import { checkPublicKey, isPem } from "../public-key";
import { iotAuth } from "../text/command-line";
import { flag, oneOf, packRule, text } from "./setting-fields";

const rule = () =>
  packRule({
    must: "be a public key in PEM form, or the path of a .pem file with one",
    remedy: `This makes a key and prints the line to paste: ${iotAuth("keys", "create", "NAME")}`,
    hidden: true,
  });

/**
 * A public key in the configuration: PEM text, or the path of a `.pem` file, relative to the configuration's folder. PEM text is checked here, a
 * file when the stack is loaded.
 */
export const publicKeySetting = z.string({ error: rule }).superRefine((value, context) => {
  if (isPem(value)) {
    const check = checkPublicKey(value);
    if (!check.ok) context.addIssue({ code: "custom", message: packRule(check.rule) });
  } else if (!value.endsWith(".pem")) {
    context.addIssue({ code: "custom", message: rule() });
  }
});

const publicKeysRule = {
  error: packRule({
    must: "be an object of public keys by name",
    remedy: 'Write it like { "key-2026": "-----BEGIN PUBLIC KEY-----…" }.',
    hidden: true,
  }),
};

const signingSchema = z.strictObject(
  {
    /** Name of the field in which clients send their token: 1 to 128 of `A-Z a-z 0-9 _ -`. */
    tokenKeyName: text(/^[A-Za-z0-9_-]{1,128}$/, "be 1 to 128 of A-Z a-z 0-9 _ -", 'Write it like "token".'),
    /**
     * Public keys by key name, one or more: RSA of 2,048 bits or more, as PEM text or as the path of a `.pem` file, relative to this file's
     * folder. A rotation uses several keys at once: a token that is signed with any of them is valid.
     * @example { "key-2027": "keys/key-2027.public.pem" }
     * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
     */
    publicKeys: z
      .record(
        z.string().regex(/^[A-Za-z0-9:_-]{1,128}$/, {
          error: packRule({
            must: "be named with 1 to 128 of A-Z a-z 0-9 : _ -",
            remedy: 'Name the key like "key-2026".',
          }),
        }),
        publicKeySetting,
        publicKeysRule,
      )
      .refine((keys) => Object.keys(keys).length > 0, {
        error: packRule({ must: "hold at least one public key", remedy: "Without one AWS could verify no token." }),
      }),
  },
  {
    error: packRule({
      must: "be an object of signing settings",
      remedy: 'Write it like { tokenKeyName: "token", publicKeys: { "key-2026": "-----BEGIN PUBLIC KEY-----…" } }.',
      hidden: true,
    }),
  },
);

/** The AWS IoT custom authorizer. */
export const authorizerSchema = z.strictObject({
  /**
   * Name of the AWS IoT custom authorizer: 1 to 120 of `A-Z a-z 0-9 _ = , @ -`. With signing on, `-signed` is added, because AWS
   * cannot switch signing on an existing authorizer.
   * @default - the stack's name
   * @example "cloudprnt-logins"
   */
  name: text(/^[\w=,@-]{1,120}$/, "be 1 to 120 of A-Z a-z 0-9 _ = , @ -", "AWS allows no other characters.").optional(),
  /**
   * Make this the default authorizer of the whole account and Region, which AWS uses for clients that name no authorizer. Other devices in the
   * account may depend on another default; see `takeOver`.
   * @default false
   */
  setAsDefault: flag("true makes this authorizer the account's default in the Region.").default(false),
  /**
   * Replace a default authorizer that someone else set, and restore it when this stack gives up the default.
   * @default false (deploying stops when another authorizer is the default)
   * @with setAsDefault
   */
  takeOver: flag("true replaces a default authorizer that someone else set.").default(false),
  /**
   * Require from every client a token signed with one of these keys; AWS checks the signature before it calls the Lambda function. A password
   * without a token is refused; a password that is sent with a token must be right. Users may then have no secret. Tokens are issued for the
   * authorizer's name: after a change of `name`, they have to be issued again.
   * @default - no signing: user name and password only
   * @example { tokenKeyName: "token", publicKeys: { "key-2027": "keys/key-2027.public.pem" } }
   */
  signing: signingSchema.optional(),
  /**
   * `INACTIVE` refuses every login.
   * @default "ACTIVE"
   */
  status: oneOf(["ACTIVE", "INACTIVE"], "INACTIVE refuses every login.").default("ACTIVE"),
  /**
   * Let AWS IoT Core reuse a decision for further HTTP requests on the same connection. This has no effect on MQTT.
   * @default false
   */
  enableCachingForHttp: flag("true reuses a decision for HTTP requests on one connection.").default(false),
});
