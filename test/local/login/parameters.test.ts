import { findParameters, loginName } from "../../../local/login/parameters";

const find = (username: string | undefined, http?: { headers?: Record<string, string>; queryString?: string }) =>
  findParameters({
    connectionId: "1",
    mqtt: { username },
    ...(http && { http: { headers: http.headers ?? {}, queryString: http.queryString ?? "" } }),
  });

describe("the authorizer's parameters", () => {
  it("are found in the MQTT user name, as the AWS IoT Device SDK writes them", () => {
    const parameters = find(
      "dev1?x-amz-customauthorizer-name=MyAuth&tok=abc&x-amz-customauthorizer-signature=a%2Bb%2Fc%3D%3D&SDK=IoTDeviceSDK/JS&Platform=Unix&Metadata=(CRTVersion=1.33.1;IoTSDKVersion=1.28.0)",
    );
    expect(parameters("x-amz-customauthorizer-name")).toBe("MyAuth");
    expect(parameters("x-amz-customauthorizer-signature")).toBe("a+b/c==");
    expect(parameters("tok")).toBe("abc");
    expect(parameters("Platform")).toBe("Unix");
    expect(parameters("other")).toBeUndefined();
  });

  it("may contain unencoded base64 in the user name", () => {
    expect(find("u?x-amz-customauthorizer-signature=a+b/c==")("x-amz-customauthorizer-signature")).toBe("a+b/c==");
  });

  it("are found in headers, whatever their case, and in the URL", () => {
    const parameters = find(undefined, {
      headers: { "X-Amz-CustomAuthorizer-Name": "a", Tok: "t+t" },
      queryString: "?x-amz-customauthorizer-signature=s%2B&tok=other",
    });
    expect(parameters("x-amz-customauthorizer-name")).toBe("a");
    expect(parameters("tok")).toBe("t+t");
    expect(parameters("x-amz-customauthorizer-signature")).toBe("s+");
  });

  it("in the user name have precedence over headers, and headers over the URL", () => {
    const http = {
      headers: { "x-amz-customauthorizer-name": "header" },
      queryString: "?x-amz-customauthorizer-name=url",
    };
    const name = "x-amz-customauthorizer-name";
    expect(find("u?x-amz-customauthorizer-name=user", http)(name)).toBe("user");
    expect(find("u?x-amz-customauthorizer-name=", http)(name)).toBe("header");
    expect(find("u", { queryString: http.queryString })(name)).toBe("url");
  });

  it("are found in another case in query strings, after those in exactly the same case", () => {
    const name = "x-amz-customauthorizer-name";
    expect(find("u?X-Amz-CustomAuthorizer-Name=a")(name)).toBe("a");
    expect(find("u?X-Amz-CustomAuthorizer-Name=a&x-amz-customauthorizer-name=b")(name)).toBe("b");
    expect(find("u?X-AMZ-customauthorizer-name=&X-Amz-CustomAuthorizer-Name=a")(name)).toBe("a");
    expect(find("u", { queryString: "?X-Amz-CustomAuthorizer-Name=a&TOK=t" })("tok")).toBe("t");
  });

  it("are not found in another case in query strings with parameterCase=ignore", () => {
    const request = {
      connectionId: "1",
      mqtt: { username: "u?X-Amz-CustomAuthorizer-Name=a&tok=t" },
      http: { headers: {}, queryString: "?X-Amz-CustomAuthorizer-Name=b" },
    };
    const parameters = findParameters(request, "ignore");
    expect(parameters("x-amz-customauthorizer-name")).toBeUndefined();
    expect(parameters("tok")).toBe("t");
  });

  it("are refused after a second ?", () => {
    expect(() => find("u?a=b?c=d")).toThrow(/more than one \?/);
  });

  it.each([
    ["printer-7", "printer-7"],
    ["printer-7?", "printer-7"],
    ["printer-7?SDK=x", "printer-7"],
    ["?SDK=x", ""],
    ["", ""],
  ])("leave the login name of %j as %j", (username, expected) => {
    expect(loginName(username)).toBe(expected);
  });
});
