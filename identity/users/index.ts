/** What other rooms may use of users, their secrets and the users file. */
export { checkUserFields } from "./check-fields";
export { checkPassword, passwordLength, RECOMMENDED_PASSWORD } from "./check-password";
export { checkSecret } from "./check-secret";
export { unknownGroups } from "./compile-users";
export { fileStore } from "./file/file-store";
export { repeatedFieldProblem } from "./file/parse-users";
export { readUsersFile, USERS_SCHEMA_PATH, updateUsersFile } from "./file/users-file";
export { usersJsonSchema } from "./file/users-json-schema";
export { findUser, noSuchUser } from "./find-user";
export { beginRotation, finishRotation } from "./rotate-user";
export { generateSecret, hashChosenPassword, hashGeneratedSecret } from "./secret";
export { type SecretKind, secretKind } from "./secret-kind";
export { type UserState, userState } from "./user-state";
export { type Disabling, LeftBehindError, type TakeBack, type UserChanges, type UserStore } from "./user-store";
export { type User, userSchema, usersFileSchema } from "./users-schema";
