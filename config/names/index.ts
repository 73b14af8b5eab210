/** Names in AWS that follow from a configuration. */
export { authorizerName, type TableSettings, tableSettings, usersTableName, usersTableOf } from "./stack-names";
