/** Returns the headers of a signed request that the stand-in reads; the signature itself is not valid. */
export const signedFor = (service: string, region = "us-east-1") => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20261121/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
