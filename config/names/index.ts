/** Names in AWS that follow from a configuration. */
export { authorizerName } from "./authorizer-name";
export { type TableSettings, tableSettings, usersTableName, usersTableOf } from "./users-table-name";
