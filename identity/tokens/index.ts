/** What other folders may import about signed tokens and their keys. */

export { gitState } from "../git";
export { createKey } from "./create-key";
export { decodeToken } from "./decode-token";
export { issueToken } from "./issue-token";
export { deleteKeyFiles, keyFiles } from "./key-files";
export { type KeyView, listKeys, type StackKeys } from "./list-keys";
export { loadPublicKeys } from "./load-public-keys";
export { trackedRemedy } from "./load-signing";
export { type PasteForms, pasteForms } from "./paste-forms";
export { type PrivateKey, readPrivateKey } from "./private-key";
export { readToken } from "./read-token";
export { isoTime, type TokenVerdict, verifyToken } from "./verify-token";
