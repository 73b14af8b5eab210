import type { KnownType } from "./known-type";

/** The type of the users table, see `known-types.ts`. */
export const USERS_TABLE_TYPE: Readonly<Record<string, KnownType>> = {
  aws_dynamodb_table: {
    computed: [
      ...["arn", "id", "tags_all", "stream_arn", "stream_label", "stream_view_type", "read_capacity", "write_capacity"],
      ...["ttl", "server_side_encryption", "point_in_time_recovery.recovery_period_in_days"],
    ],
    defaults: { table_class: "STANDARD" },
    settings: {
      name: "code users-table-changed",
      attribute: "code users-lost",
      hash_key: "code users-lost",
      billing_mode: "nobody gains: how AWS charges for the table",
      point_in_time_recovery: "code table-backups-off",
      deletion_protection_enabled: "code table-unprotected",
      server_side_encryption: "code table-key-changed",
      tags: "code tags-changed",
    },
  },
};
