/** Users of the stack that client tests load; all have the same password. */
export const PRINTER = "00:11:62:aa:bb:cc";
export const CAMERA = "camera-7";
export const SEED = "myClientName";
export const PASSWORD = "of-no-use-outside-this-test";
