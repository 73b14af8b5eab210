/** Names of the users in client tests, and the password of each user who has one. */
export const PRINTER = "00:11:62:aa:bb:cc";
export const CAMERA = "camera-7";
export const SEED = "myClientName";
export const PASSWORD = "of-no-use-outside-this-test";
