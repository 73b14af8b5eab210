/**
 * In place of `cdktf/lib/tokens/private/stack-trace`, which notes for each value of a stack where it was made. Only cdktf's own errors show
 * that, and jest looks each place up in source maps, which takes longer than making the value.
 */
exports.captureStackTrace = () => [];
