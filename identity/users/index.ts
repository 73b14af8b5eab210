/** What other folders may import about users, their secrets and the users file. */
export { checkPassword, passwordLength, RECOMMENDED_PASSWORD } from "./check-password";
export { checkSecret, type SecretKind, secretKind } from "./check-secret";
export { checkUserFields } from "./check-users";
export { unknownGroups } from "./compile-users";
export { fileStore } from "./file/file-store";
export { repeatedFieldProblem } from "./file/parse-users";
export { readUsersFile, USERS_SCHEMA_PATH, updateUsersFile } from "./file/users-file";
export { beginRotation, finishRotation } from "./rotate-user";
export { generateSecret, hashChosenPassword, hashGeneratedSecret } from "./secret";
export {
  type Disabling,
  findUser,
  LeftBehindError,
  noSuchUser,
  type TakeBack,
  type UserChanges,
  type UserStore,
} from "./user-store";
export { type User, type UserState, userSchema, userState, usersFileSchema, usersJsonSchema } from "./users-schema";
