/**
 * Replaces `cdktf/lib/tokens/private/stack-trace`, which records for each value of a stack where it was made. Only
 * cdktf's own errors show these places, and jest maps each place to its source, which takes longer than making the
 * value.
 */
exports.captureStackTrace = () => [];
