/** The headers of a request signed for a service, as far as the stand-in reads them. */
export const signedFor = (service: string, region = "us-east-1") => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20261121/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
